// An HTTP server that stands in for AWS, and a task to call it with. AWS's own clients talk to it.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../base/json.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Resolves when its connection is over. */
  readonly gone: Promise<void>;
}

export interface StandInAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StandIn {
  readonly url: string;
  /** What leads the SDK to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seen: readonly SeenRequest[];
  /** What the next requests are answered with. */
  answer: (request: SeenRequest) => StandInAnswer | Promise<StandInAnswer>;
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url: path = "", headers } = request;
    const gone = new Promise<void>((resolve) => response.once("close", resolve));
    const one = { method, path, headers, body: Buffer.concat(chunks).toString(), gone };
    seen.push(one);
    const { status = 200, headers: more = {}, body } = await standIn.answer(one);
    response.writeHead(status, { "x-amzn-requestid": "request-1", ...more }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: StandIn = {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "AKIDTEST",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
    seen,
    answer: () => ({ body: "{}" }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

export function callOf(resource: string, parameters: Json): TaskCall {
  return {
    executionId: "01j8ndqx0000000000000000aa",
    executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
    executionName: "e",
    stateMachineName: "m",
    startedBy: "AKID",
    stateName: "A",
    task: 3,
    line: 0,
    resource,
    parameters,
    at: Date.UTC(2026, 0, 1),
  };
}

/** The output of a task that succeeds, without the metadata of its HTTP answer. */
export async function outputOf(
  runner: TaskRunner,
  resource: string,
  parameters: Json,
): Promise<Json> {
  const answer = await runner.run(callOf(resource, parameters));
  if (answer.kind !== "succeeded") throw new Error(JSON.stringify(answer));
  const { output } = answer;
  if (typeof output !== "object" || output === null || Array.isArray(output)) return output;
  return Object.fromEntries(Object.entries(output).filter(([name]) => !name.startsWith("Sdk")));
}

/** `ERROR: CAUSE` of a task that fails. */
export async function failureOf(
  runner: TaskRunner,
  resource: string,
  parameters: Json,
): Promise<string> {
  const answer: TaskAnswer = await runner.run(callOf(resource, parameters));
  if (answer.kind !== "failed") throw new Error(JSON.stringify(answer));
  return `${answer.error}: ${answer.cause}`;
}
