// HTTP clients for the load: a lean one, that costs less than what it measures, and `fetch`, that costs about
// as much as what programs call with.

import { Agent, request } from "node:http";

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface HttpClient {
  post(path: string, text: string, headers?: Headers): Promise<Answered>;
  get(path: string): Promise<Answered>;
  close(): void;
}

export const CLIENTS = ["lean", "fetch"] as const;
export type ClientKind = (typeof CLIENTS)[number];

type Headers = Readonly<Record<string, string>>;

interface Asked {
  readonly server: URL;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly text: string;
  readonly headers: Headers;
}

interface Sender {
  send(asked: Asked): Promise<Answered>;
  close(): void;
}

let kind: ClientKind = "lean";

/** Every client that is created from now on is of this kind: those that are compared share it. */
export function useClient(chosen: ClientKind): void {
  kind = chosen;
}

/** @param url Several servers take turns. */
export function createHttpClient(url: string | readonly string[], connections: number): HttpClient {
  const servers = [url].flat().map((each) => new URL(each));
  const perServer = Math.ceil(connections / servers.length);
  const sender = kind === "lean" ? createLeanSender(perServer) : FETCH;
  let turn = 0;
  const next = () => servers[turn++ % servers.length] as URL;
  return {
    post: (path, text, headers = {}) =>
      sender.send({ server: next(), path, method: "POST", text, headers }),
    get: (path) => sender.send({ server: next(), path, method: "GET", text: "", headers: {} }),
    close: () => sender.close(),
  };
}

function createLeanSender(maxSockets: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets });
  return {
    send: ({ server, path, method, text, headers }) =>
      new Promise<Answered>((resolve, reject) => {
        const { hostname, port } = server;
        const all = { ...headers, "content-length": String(Buffer.byteLength(text)) };
        const sent = request({ agent, hostname, port, method, path, headers: all }, (got) => {
          const chunks: Buffer[] = [];
          got.on("data", (chunk: Buffer) => chunks.push(chunk));
          got.on("end", () => {
            resolve({ status: got.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
          });
          got.on("error", reject);
        });
        sent.on("error", reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}

/** It keeps connections by itself, as many as there are callers. */
const FETCH: Sender = {
  async send({ server, path, method, text, headers }) {
    const got = await fetch(server.origin + path, {
      method,
      headers,
      ...(method === "POST" && { body: text }),
    });
    return { status: got.status, text: await got.text() };
  },
  close: () => undefined,
};
