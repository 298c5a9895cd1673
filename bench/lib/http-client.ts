// A lean HTTP client: the load generator must cost less than what it measures.

import { Agent, request } from "node:http";

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface HttpClient {
  post(path: string, text: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  get(path: string): Promise<Answered>;
  close(): void;
}

/** @param url Several servers take turns. */
export function createHttpClient(url: string | readonly string[], connections: number): HttpClient {
  const servers = [url].flat().map((each) => new URL(each));
  const agent = new Agent({ keepAlive: true, maxSockets: Math.ceil(connections / servers.length) });
  let turn = 0;
  const send = (method: string, path: string, text: string, headers: Record<string, string>) =>
    new Promise<Answered>((resolve, reject) => {
      const { hostname, port } = servers[turn++ % servers.length] as URL;
      const sent = request({ agent, hostname, port, method, path, headers }, (got) => {
        const chunks: Buffer[] = [];
        got.on("data", (chunk: Buffer) => chunks.push(chunk));
        got.on("end", () => {
          resolve({ status: got.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
        got.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(text);
    });
  return {
    post: (path, text, headers = {}) =>
      send("POST", path, text, { ...headers, "content-length": String(Buffer.byteLength(text)) }),
    get: (path) => send("GET", path, "", {}),
    close: () => agent.destroy(),
  };
}
