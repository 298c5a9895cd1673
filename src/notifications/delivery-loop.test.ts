import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { DeliveryRecord } from "../store/records.ts";
import type { Log } from "../telemetry/log.ts";
import type { Attempt, Channel } from "./channel.ts";
import { createDeliveryLoop, type DeliveryLoop } from "./delivery-loop.ts";
import { newHttpDelivery, newMailDelivery } from "./new-delivery.ts";
import { openTestParts, type TestParts } from "./testing.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const REQUEST = { kind: "notification", topicName: "t", subscriptionId: null } as const;

describe("the delivery loop", () => {
  let parts: TestParts;
  let sent: string[];
  let outcomes: string[];
  /** What the channels answer, by endpoint; `sent` where nothing is said. */
  let answers: Map<string, () => Promise<Attempt>>;
  beforeEach(async () => {
    parts = await openTestParts();
    sent = [];
    outcomes = [];
    answers = new Map();
  });

  const channel: Channel = async ({ endpoint }) => {
    const attempt = await (answers.get(endpoint)?.() ?? { kind: "sent" as const });
    if (attempt.kind === "sent") sent.push(endpoint);
    return attempt;
  };

  function loop(log: Log = SILENT): DeliveryLoop {
    return createDeliveryLoop({
      ...parts,
      log,
      channels: new Map([
        ["email", channel],
        ["http", channel],
      ]),
      deliverySettled: ({ endpoint }, status) => outcomes.push(`${endpoint} ${status}`),
    });
  }

  async function queueMail(endpoint: string): Promise<string> {
    const content = { subject: "s", text: "t" };
    const delivery = newMailDelivery(parts, parts.time.now, { ...REQUEST, endpoint, content });
    await parts.commit([{ kind: "createDelivery", delivery }]);
    return delivery.id;
  }

  async function queueHttp(endpoint: string): Promise<string> {
    const content = { headers: {}, body: "b" };
    const request = { ...REQUEST, endpoint, channel: "http" as const, content };
    const delivery = newHttpDelivery(parts.time.now, request);
    await parts.commit([{ kind: "createDelivery", delivery }]);
    return delivery.id;
  }

  const get = async (id: string) =>
    (await parts.store.findDelivery(id)) as unknown as DeliveryRecord;

  test("sends what is queued, once, and then has nothing to wait for", async () => {
    const id = await queueMail("a@example.com");
    assert.deepEqual(await loop().tick(), {});
    await loop().tick();
    assert.deepEqual(sent, ["a@example.com"]);
    const { status, attempts, settledAt, dueAt } = await get(id);
    assert.deepEqual(
      { status, attempts, settledAt, dueAt },
      { status: "sent", attempts: 1, settledAt: parts.time.now, dueAt: null },
    );
    assert.deepEqual(outcomes, ["a@example.com sent"]);
  });

  test("tries again after a pause, and says meanwhile what is wrong", async () => {
    const id = await queueMail("a@example.com");
    answers.set("a@example.com", async () => ({ kind: "tryAgain", reason: "server down" }));
    const start = parts.time.now;
    assert.deepEqual(await loop().tick(), { nextAt: start + 10_000 });
    const { status, lastError } = await get(id);
    assert.deepEqual({ status, lastError }, { status: "queued", lastError: "server down" });
    assert.deepEqual(outcomes, []);
    answers.clear();
    parts.time.now = start + 9_999;
    await loop().tick();
    assert.deepEqual(sent, []);
    parts.time.now = start + 10_000;
    await loop().tick();
    assert.deepEqual(sent, ["a@example.com"]);
    assert.equal((await get(id)).lastError, null);
  });

  test("shows a refused address as failed, with what it said", async () => {
    const id = await queueMail("a@example.com");
    answers.set("a@example.com", async () => ({ kind: "refused", reason: "550 unknown" }));
    assert.deepEqual(await loop().tick(), {});
    const { status, lastError } = await get(id);
    assert.deepEqual({ status, lastError }, { status: "failed", lastError: "550 unknown" });
    assert.deepEqual(outcomes, ["a@example.com failed"]);
  });

  test("gives HTTP up after three retries", async () => {
    const id = await queueHttp("http://a/");
    answers.set("http://a/", async () => ({ kind: "tryAgain", reason: "503" }));
    for (let turn = 1; turn <= 3; turn++) {
      assert.deepEqual(await loop().tick(), { nextAt: parts.time.now + 20_000 });
      parts.time.now += 20_000;
    }
    assert.deepEqual(await loop().tick(), {});
    assert.equal((await get(id)).status, "failed");
    assert.equal((await get(id)).attempts, 4);
  });

  test("sends again what somebody died over, when the lease has run out", async () => {
    await queueMail("a@example.com");
    const { now } = parts.time;
    await parts.store.claimDeliveries({ at: now, leaseUntil: now + 120_000, limit: 1 });
    await loop().tick();
    assert.deepEqual(sent, []);
    parts.time.now += 120_000;
    await loop().tick();
    assert.deepEqual(sent, ["a@example.com"]);
  });

  test("survives a channel that breaks", async () => {
    const id = await queueMail("a@example.com");
    answers.set("a@example.com", () => Promise.reject(new Error("bug")));
    await loop().tick();
    assert.equal((await get(id)).status, "queued");
    assert.equal((await get(id)).lastError, "internal error");
  });

  test("wakes itself for the next attempt", async () => {
    const arrived = Promise.withResolvers<Attempt>();
    answers.set("a@example.com", async () => ({ kind: "tryAgain", reason: "server down" }));
    const running = loop({
      ...SILENT,
      // The outcome is stored; time flies before anybody goes to sleep.
      warn() {
        parts.time.now += 10_000;
        answers.set("a@example.com", async () => {
          arrived.resolve({ kind: "sent" });
          return arrived.promise;
        });
      },
    });
    await queueMail("a@example.com");
    running.start();
    await arrived.promise;
    await running.stop();
    assert.deepEqual(sent, ["a@example.com"]);
  });

  test("refuses what no channel delivers", async () => {
    const content = { headers: {}, body: "b" };
    const request = { ...REQUEST, endpoint: "https://a/", channel: "https" as const, content };
    const delivery = newHttpDelivery(parts.time.now, request);
    await parts.commit([{ kind: "createDelivery", delivery }]);
    await loop().tick();
    assert.equal((await get(delivery.id)).lastError, "no channel delivers this");
  });

  test("is woken by new work, and a slow address holds nobody up", async () => {
    const gate = Promise.withResolvers<Attempt>();
    answers.set("http://slow/", () => gate.promise);
    const running = loop();
    running.start();
    await queueHttp("http://slow/");
    running.wake();
    while ((await parts.store.nextDeliveryAt()) === parts.time.now) await turn();
    const arrived = Promise.withResolvers<Attempt>();
    answers.set("b@example.com", async () => {
      arrived.resolve({ kind: "sent" });
      return arrived.promise;
    });
    await queueMail("b@example.com");
    running.wake();
    await arrived.promise;
    gate.resolve({ kind: "sent" });
    await running.stop();
    assert.deepEqual(sent.sort(), ["b@example.com", "http://slow/"]);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
