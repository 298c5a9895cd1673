// `SdkHttpMetadata` and `SdkResponseMetadata`, which the optimised integrations add to an answer.

import { randomUUID } from "node:crypto";
import type { Instant } from "../../base/instant.ts";
import { type Json, setOwn } from "../../base/json.ts";

export interface HttpAnswer {
  readonly status: number;
  /** Names as they came, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** What one of this server's own services would have answered over HTTP. */
export function ownHttpAnswer(at: Instant, contentType: string, contentLength: number): HttpAnswer {
  const requestId = randomUUID();
  return {
    status: 200,
    requestId,
    headers: {
      "x-amzn-requestid": requestId,
      connection: "keep-alive",
      "content-length": String(contentLength),
      date: httpDate(at),
      "content-type": contentType,
    },
  };
}

/** Tasks of the same second share it. */
let lastDate = { second: Number.NaN, text: "" };

function httpDate(at: Instant): string {
  const second = Math.floor(at / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(at).toUTCString() };
  return lastDate.text;
}

/** How AWS's servers write the names that HTTP clients here put in lower case. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    "Content-Length",
    "Content-Type",
    "Date",
    "Server",
    "X-Amz-Executed-Version",
    "X-Amzn-Trace-Id",
    "x-amzn-RequestId",
    "x-amzn-Remapped-Content-Length",
  ].map((name) => [name.toLowerCase(), name]),
);

export function renderSdkMetadata({ status, headers, requestId }: HttpAnswer): {
  readonly [member: string]: Json;
} {
  const lists: Record<string, Json> = {};
  const values: Record<string, Json> = {};
  for (const [header, value] of Object.entries(headers)) {
    const name = NAMES.get(header) ?? header;
    setOwn(lists, name, [value]);
    setOwn(values, name, value);
  }
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: lists,
      HttpHeaders: values,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
