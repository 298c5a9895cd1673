// A peer's side of the workload over plain HTTP, for peers that are libraries:
//
//   POST /start/NAME, a report      resolves once the start is stored
//   POST /token/NAME                resolves with the token once the workflow waits for it
//   POST /answer/TOKEN, a decision  resolves once the workflow has its result
//   POST /steps/NAME                runs twenty steps
//
// Its address is the first line of standard output.

import { createServer } from "node:http";

/** @param {Partial<Record<string, (id: string, body: any) => Promise<unknown>>>} work */
export function serveWorkload(work) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const [, verb, id] = request.url.split("/");
      work[verb](id, JSON.parse(Buffer.concat(chunks).toString() || "null")).then(
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
