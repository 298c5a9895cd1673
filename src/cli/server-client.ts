// Calls to a running server, signed where there are credentials, or with the token of a program. What the
// server refuses becomes a CommandError with the server's own words.

import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { type ClientConfig, parseClientConfig } from "../config/parse-client-config.ts";
import type { Flags } from "../config/parse-config.ts";
import { CommandError, UsageError } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/** Nothing has answered; it may do so later. */
export class UnreachableError extends CommandError {}

export interface ServerClient {
  readonly url: string;
  /** Calls an operation of Step Functions. */
  callStepFunctions(operation: string, input: JsonObject): Promise<JsonObject>;
  /** Calls the server's own API; the path begins with `/api/`. */
  callApi(
    method: "GET" | "PUT" | "POST" | "DELETE",
    path: string,
    body?: Json,
  ): Promise<JsonObject>;
}

interface Outgoing {
  readonly service: "states" | "countersign";
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** @throws UsageError */
export function connect(flags: Flags, terminal: Pick<Terminal, "environment">): ServerClient {
  const outcome = parseClientConfig(flags, terminal.environment);
  if ("problems" in outcome) throw new UsageError(outcome.problems.join("\n"));
  return createServerClient(outcome.config);
}

export function createServerClient(config: ClientConfig): ServerClient {
  return {
    url: config.url,
    callStepFunctions: (operation, input) =>
      send(config, {
        service: "states",
        method: "POST",
        path: "/",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AWSStepFunctions.${operation}`,
        },
        body: JSON.stringify(input),
      }),
    callApi: (method, path, body) =>
      send(config, {
        service: "countersign",
        method,
        path,
        headers: body === undefined ? {} : { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
  };
}

async function send(config: ClientConfig, outgoing: Outgoing): Promise<JsonObject> {
  const url = new URL(config.url + outgoing.path);
  const headers = await headersOf(config, url, outgoing);
  const { method, body } = outgoing;
  const response = await fetch(url, {
    method,
    headers,
    redirect: "error",
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    throw new UnreachableError(explainFailure(config.url, error));
  });
  const text = await response.text();
  const answer = parseObject(text);
  if (response.ok && answer !== undefined) return answer;
  throw new CommandError(
    answer === undefined
      ? `${config.url} answered ${response.status} and no JSON: is it a Countersign server?`
      : explainError(answer, response.status),
  );
}

/** AWS's operations know keys only. */
async function headersOf(
  { credentials, region, token }: ClientConfig,
  url: URL,
  { service, method, headers, body }: Outgoing,
): Promise<Record<string, string>> {
  if (token !== undefined && service === "countersign") {
    return { ...headers, authorization: `Bearer ${token}` };
  }
  if (credentials === undefined) return { ...headers };
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const request = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    ...(body === undefined ? {} : { body }),
  });
  return request.headers;
}

function explainFailure(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ECONNREFUSED"
    ? `No server answers at ${url}: start one with "countersign serve", or give --url.`
    : `${url} could not be reached: ${REASONS[code ?? ""] ?? code ?? message}.`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  ECONNRESET: "it ended the connection",
  UND_ERR_SOCKET: "it ended the connection",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
};

/** AWS JSON says `{__type, message}`, the server's own API `{error: {code, message, …}}`. */
function explainError(answer: JsonObject, status: number): string {
  const own = isJsonObject(answer["error"]) ? answer["error"] : undefined;
  const type = own?.["code"] ?? answer["__type"];
  const code = typeof type === "string" ? type.replace(/^.*#/, "") : `HTTP ${status}`;
  const message = own?.["message"] ?? answer["message"] ?? answer["Message"];
  if (typeof message !== "string") return code;
  const lines = message.split("\n");
  return lines.length === 1 ? `${code}: ${message}` : [`${code}:`, ...lines].join("\n  ");
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
