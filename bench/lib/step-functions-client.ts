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

export function createClient(url: string, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  const call: Call = (operation, input) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(input);
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

/** Runs `act` for every item, so many at a time; answers with the milliseconds each one took. */
export async function eachConcurrently<T>(
  items: readonly T[],
  concurrency: number,
  act: (item: T) => Promise<void>,
): Promise<number[]> {
  const tookMs: number[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length) {
      const item = items[next++] as T;
      const startedMs = performance.now();
      await act(item);
      tookMs.push(performance.now() - startedMs);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  return tookMs;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
