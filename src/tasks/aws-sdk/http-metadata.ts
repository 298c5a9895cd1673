// `SdkHttpMetadata` and `SdkResponseMetadata`, which the optimised integrations add to an answer.

import { randomUUID } from "node:crypto";
import type { Instant } from "../../base/instant.ts";
import type { Json } from "../../base/json.ts";

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
      date: new Date(at).toUTCString(),
      "content-type": contentType,
    },
  };
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
  const entries = Object.entries(headers).map(
    ([name, value]) => [NAMES.get(name) ?? name, value] as const,
  );
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(entries.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(entries),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
