// `/api/nodes`: the servers that share the database, and what each of them is at work on.

import type { FastifyInstance } from "fastify";
import type { ListedNode } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type ApiAccess, registerApiRoute } from "./http/api-access.ts";

export interface NodeRoutesDeps extends ApiAccess {
  readonly store: Pick<Store, "isShared" | "listNodes">;
  /** The id of this one. */
  readonly nodeId: string;
  readonly clock: () => number;
}

export function registerNodeRoutes(app: FastifyInstance, deps: NodeRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/nodes",
    scope: "read",
    answer: async () => {
      const now = deps.clock();
      const nodes = await deps.store.listNodes();
      return { answeredBy: deps.nodeId, nodes: nodes.map((node) => describe(deps, node, now)) };
    },
  });
}

function describe({ nodeId, store }: NodeRoutesDeps, node: ListedNode, now: number): object {
  const { id, host, pid, version, status, startedAt, tasks, deliveries, mapRuns } = node;
  // Whoever is alone with its database tells nobody that it is there.
  const seenAt = store.isShared || id !== nodeId ? node.seenAt : now;
  return {
    ...{ id, host, pid, version, status },
    startedAt: new Date(startedAt).toISOString(),
    seenAt: new Date(seenAt).toISOString(),
    silentSeconds: Math.max(0, Math.round((now - seenAt) / 1000)),
    leases: { tasks, deliveries, mapRuns },
  };
}
