import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { type AdmissionDeps, registerAdmission } from "./admission.ts";
import { registerErrorAnswers } from "./error-answers.ts";
import { addressOf, createHttpServer } from "./http-server.ts";

const LOG = { debug() {}, info() {}, warn() {}, error: () => assert.fail("it is no error") };

describe("a server that takes on so many requests at once", () => {
  let app: FastifyInstance;
  let url: string;
  let refused: string[];
  let admitted: number;
  let open: PromiseWithResolvers<void>;
  beforeEach(() => {
    refused = [];
    admitted = 0;
    open = Promise.withResolvers();
  });
  afterEach(async () => {
    open.resolve();
    await app.close();
  });

  async function listen(limits: Partial<AdmissionDeps>): Promise<void> {
    app = createHttpServer();
    registerAdmission(app, {
      requestsMax: 2,
      bodyLimit: 1_000,
      refused: (reason) => refused.push(reason),
      ...limits,
    });
    app.addHook("onRequest", async () => void admitted++);
    registerErrorAnswers(app, { log: LOG });
    app.post("/", async () => {
      await open.promise;
      return "done";
    });
    app.get("/api/approvals/:id", async () => {
      await open.promise;
      return "done";
    });
    app.get("/readyz", async () => "ready");
    await app.listen({ port: 0, host: "127.0.0.1" });
    url = addressOf(app);
  }
  const post = (headers: Record<string, string> = {}, body = "x") =>
    fetch(url, { method: "POST", headers, body });

  it("tells the others to come back, and takes them on when there is room again", async () => {
    await listen({});
    const first = [post(), post()];
    await untilBusy();
    const third = await post();
    assert.equal(third.status, 503);
    assert.equal(third.headers.get("retry-after"), "1");
    assert.match(await third.text(), /ServiceUnavailable/);
    assert.deepEqual(refused.slice(-1), ["requests"]);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    open.resolve();
    for (const answer of await Promise.all(first)) assert.equal(await answer.text(), "done");
    assert.equal((await post()).status, 200);
  });

  it("does not count calls that wait for somebody else", async () => {
    await listen({});
    const target = { "x-amz-target": "AWSStepFunctions.GetActivityTask" };
    const waiting = Array.from({ length: 5 }, () => post(target));
    const poll = (query: string) => fetch(`${url}/api/approvals/a1?${query}`);
    const polling = [poll("wait=50"), poll("x=1&wait=9")];
    const first = post();
    await untilAdmitted(8);
    open.resolve();
    assert.deepEqual(
      (await Promise.all([...waiting, ...polling, first])).map(({ status }) => status),
      Array(8).fill(200),
    );
  });

  it("reads no more bodies than it has room for", async () => {
    await listen({ requestsMax: 100, bodyBytesMax: 2_000 });
    const long = [post({}, "x".repeat(900)), post({}, "x".repeat(900))];
    await untilBusy("x".repeat(900));
    const small = post({}, "x".repeat(100));
    await untilAdmitted(3);
    open.resolve();
    assert.equal((await small).status, 200);
    for (const answer of await Promise.all(long)) assert.equal(answer.status, 200);
  });

  it("counts a body of unknown length as one of the longest", async () => {
    await listen({ requestsMax: 100, bodyBytesMax: 1_500 });
    const chunked = await begin("Transfer-Encoding: chunked");
    assert.equal((await post({}, "x".repeat(600))).status, 503);
    open.resolve();
    chunked.destroy();
    await untilFree("x".repeat(600));
  });

  it("forgets a caller that hangs up", async () => {
    await listen({ requestsMax: 1 });
    const gone = await begin("Content-Length: 10");
    assert.equal((await post()).status, 503);
    open.resolve();
    gone.destroy();
    await untilFree("x");
  });

  async function begin(header: string): Promise<Socket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(`POST / HTTP/1.1\r\nHost: ${hostname}\r\n${header}\r\n\r\n`);
    await untilAdmitted(1);
    return socket;
  }

  async function untilBusy(body = "x"): Promise<void> {
    await untilAdmitted(2);
    assert.equal((await post({}, body)).status, 503);
  }

  async function untilAdmitted(count: number): Promise<void> {
    while (admitted < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async function untilFree(body: string): Promise<void> {
    while ((await post({}, body)).status !== 200);
  }
});
