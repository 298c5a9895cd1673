import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { createAuthenticator } from "../aws/protocols/signature-v4.ts";
import type { ListedNode } from "../store/records.ts";
import { registerNodeRoutes } from "./node-routes.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const NODE: ListedNode = {
  id: "n-1",
  host: "web-1",
  pid: 17,
  version: "1.2.3",
  status: "serving",
  startedAt: NOW - 3_600_000,
  seenAt: NOW - 12_345,
  tasks: 3,
  deliveries: 0,
  mapRuns: 1,
};

async function answerOf(isShared: boolean, nodes: readonly ListedNode[]) {
  const app = fastify();
  registerNodeRoutes(app, {
    authenticate: createAuthenticator(undefined, Date.now),
    publicUrl: () => "http://127.0.0.1:8080",
    nodeId: "n-1",
    clock: () => NOW,
    store: { isShared, listNodes: async () => nodes },
  });
  return (await app.inject("/api/nodes")).json();
}

test("the nodes are told with what they hold and when they were seen", async () => {
  assert.deepEqual(await answerOf(true, [NODE, { ...NODE, id: "n-2", status: "draining" }]), {
    answeredBy: "n-1",
    nodes: [
      {
        id: "n-1",
        host: "web-1",
        pid: 17,
        version: "1.2.3",
        status: "serving",
        startedAt: "2026-01-01T11:00:00.000Z",
        seenAt: "2026-01-01T11:59:47.655Z",
        silentSeconds: 12,
        leases: { tasks: 3, deliveries: 0, mapRuns: 1 },
      },
      {
        id: "n-2",
        host: "web-1",
        pid: 17,
        version: "1.2.3",
        status: "draining",
        startedAt: "2026-01-01T11:00:00.000Z",
        seenAt: "2026-01-01T11:59:47.655Z",
        silentSeconds: 12,
        leases: { tasks: 3, deliveries: 0, mapRuns: 1 },
      },
    ],
  });
});

test("a server that has its database for itself is there when it answers", async () => {
  const { nodes } = await answerOf(false, [NODE]);
  assert.equal(nodes[0].silentSeconds, 0);
});
