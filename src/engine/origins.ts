// What never changes of executions that have branched: an event about one of many lines should not cost
// reading the whole input again. Bounded, and small: executions with a single line are not kept.

import type { ExecutionOrigin } from "../execution/state.ts";

export interface Origins {
  find(executionId: string): KnownOrigin | undefined;
  keep(known: KnownOrigin): void;
}

export interface KnownOrigin {
  readonly origin: ExecutionOrigin;
  readonly revisionId: string;
  readonly startedBy: string;
}

const ORIGINS_MAX = 64;

export function createOrigins(): Origins {
  const known = new Map<string, KnownOrigin>();
  return {
    find: (executionId) => known.get(executionId),
    keep(each) {
      const oldest = known.keys().next();
      if (known.size >= ORIGINS_MAX && !oldest.done) known.delete(oldest.value);
      known.set(each.origin.executionId, each);
    },
  };
}
