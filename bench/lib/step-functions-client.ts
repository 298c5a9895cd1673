// A lean caller of the Step Functions API: the load generator must cost less than what it measures.

import { Agent, request } from "node:http";

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
  const servers = [url].flat().map((each) => new URL(each));
  const agent = new Agent({ keepAlive: true, maxSockets: Math.ceil(connections / servers.length) });
  let turn = 0;
  const call: Call = (operation, input) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(input);
      const { hostname, port } = servers[turn++ % servers.length] as URL;
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${operation}`,
        "content-length": Buffer.byteLength(text),
      };
      const sent = request({ agent, hostname, port, method: "POST", path: "/", headers }, (got) => {
        const chunks: Buffer[] = [];
        got.on("data", (chunk: Buffer) => chunks.push(chunk));
        got.on("end", () => {
          const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
          resolve({ status: got.statusCode ?? 0, body });
        });
        got.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(text);
    });
  return { call, close: () => agent.destroy() };
}

/** Calls and insists on success. */
export async function must(call: Call, operation: string, input: object): Promise<Answer["body"]> {
  const { status, body } = await call(operation, input);
  if (status !== 200) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
  return body;
}
