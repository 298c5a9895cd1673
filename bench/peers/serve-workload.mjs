// A peer's side of the workload over plain HTTP, for peers that are libraries:
//
//   POST /start NAME    resolves once the start is stored
//   POST /token NAME    resolves with the token once the workflow waits for it
//   POST /answer TOKEN  resolves once the workflow has its result
//   POST /steps NAME    runs twenty steps
//
// Its address is the first line of standard output.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

export const REPORT = JSON.parse(
  readFileSync(new URL("../expense-report.json", import.meta.url), "utf8"),
);

/** @param {Record<"start" | "token" | "answer" | "steps", (body: string) => Promise<unknown>>} work */
export function serveWorkload(work) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const act = work[request.url.slice(1)];
      act(Buffer.concat(chunks).toString()).then(
        (result) => response.end(JSON.stringify(result ?? null)),
        (error) => {
          response.statusCode = 500;
          response.end(String(error));
        },
      );
    });
  });
  server.listen(0, "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${server.address().port}`);
  });
}

/** Hands tokens from the steps that send them to those who ask for them, in any order. */
export function createPostbox() {
  const slots = new Map();
  const slotOf = (name) => {
    const slot = slots.get(name) ?? Promise.withResolvers();
    slots.set(name, slot);
    return slot;
  };
  return {
    put: (name, token) => slotOf(name).resolve(token),
    get: (name) => slotOf(name).promise,
  };
}
