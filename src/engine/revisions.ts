// Definitions ready to run. Parsing is paid once per revision, and revisions never change.

import { parseDefinition } from "../asl/parse-definition.ts";
import { defined } from "../base/assert.ts";
import { createMachine, type Machine, type MachineSurroundings } from "../execution/machine.ts";
import type { RevisionRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";

export interface Revision {
  readonly machine: Machine;
  readonly roleArn: string;
}

export interface Revisions {
  /** The revision that an execution refers to. */
  get(revisionId: string): Promise<Revision>;
  of(record: RevisionRecord): Revision;
}

const REVISIONS_MAX = 1_000;

export function createRevisions(
  store: Pick<Store, "findRevision">,
  surroundings: MachineSurroundings,
): Revisions {
  const ready = new Map<string, Revision>();

  function of(record: RevisionRecord): Revision {
    const known = ready.get(record.id);
    if (known) return known;
    const { definition } = parseDefinition(record.definition);
    const what = `a stored definition that passes its checks: ${record.id}`;
    const revision = {
      machine: createMachine(defined(definition, what), surroundings),
      roleArn: record.roleArn,
    };
    const oldest = ready.keys().next();
    if (ready.size >= REVISIONS_MAX && !oldest.done) ready.delete(oldest.value);
    ready.set(record.id, revision);
    return revision;
  }

  return {
    of,
    get: async (id) => ready.get(id) ?? of(defined(await store.findRevision(id), `revision ${id}`)),
  };
}
