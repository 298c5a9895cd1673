// Calls the Step Functions API, unsigned.

import { createHttpClient } from "./http-client.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type Call = (operation: string, input: object) => Promise<Answer>;

export interface Client {
  readonly call: Call;
  close(): void;
}

/** @param url Several servers take turns. */
export function createClient(url: string | readonly string[], connections: number): Client {
  const client = createHttpClient(url, connections);
  return {
    close: client.close,
    async call(operation, input) {
      const { status, text } = await client.post("/", JSON.stringify(input), {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${operation}`,
      });
      return { status, body: JSON.parse(text || "{}") };
    },
  };
}

/** Calls and insists on success. */
export async function must(call: Call, operation: string, input: object): Promise<Answer["body"]> {
  const { status, body } = await call(operation, input);
  if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  return body;
}
