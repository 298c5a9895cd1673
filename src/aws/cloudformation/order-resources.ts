// The order in which resources can be evaluated: what is referred to comes first.

import { referencesOf } from "./references.ts";
import type { ResourceDeclaration } from "./template.ts";

export interface ResourceOrder {
  /** Without those that are part of a cycle. */
  readonly ordered: readonly ResourceDeclaration[];
  /** Logical ids that wait for each other, in the order of the template. */
  readonly cyclic: readonly string[];
}

export function orderResources(resources: readonly ResourceDeclaration[]): ResourceOrder {
  const open = new Map(resources.map((resource) => [resource.logicalId, neededBy(resource)]));
  const ordered: ResourceDeclaration[] = [];
  for (;;) {
    const ready = resources.filter(({ logicalId }) => {
      const needs = open.get(logicalId);
      return needs !== undefined && ![...needs].some((need) => open.has(need));
    });
    for (const resource of ready) open.delete(resource.logicalId);
    ordered.push(...ready);
    if (ready.length === 0) break;
  }
  return splitCycles(resources, ordered, open);
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** What only depends on a cycle is still evaluated, after everything else. */
function splitCycles(
  resources: readonly ResourceDeclaration[],
  ordered: readonly ResourceDeclaration[],
  open: Needs,
): ResourceOrder {
  const cyclic = [...open.keys()].filter((logicalId) => reaches(open, logicalId));
  const rest = resources.filter(
    ({ logicalId }) => open.has(logicalId) && !cyclic.includes(logicalId),
  );
  if (rest.length === 0) return { ordered, cyclic };
  return { ordered: [...ordered, ...orderResources(rest).ordered], cyclic };
}

function reaches(open: Needs, start: string): boolean {
  const seen = new Set<string>();
  const ahead = [...(open.get(start) ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === start) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(open.get(next) ?? []));
  }
  return false;
}

function neededBy(resource: ResourceDeclaration): ReadonlySet<string> {
  const references = referencesOf(resource.properties, resource.path).map(({ name }) => name);
  return new Set([...references, ...resource.dependsOn]);
}
