// Definitions ready to run. Parsing is paid once per revision, and revisions never change.

import { parseDefinition } from "../asl/parse-definition.ts";
import { defined } from "../base/assert.ts";
import { createChildMachine, findLabelledMap } from "../execution/item-processor.ts";
import { createMachine, type Machine, type MachineSurroundings } from "../execution/machine.ts";
import { findLabel } from "../execution/map-run-names.ts";
import type { RevisionRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";

export interface Revision {
  readonly machine: Machine;
  /** The machine, or that of the child executions of one of its distributed Maps: `MACHINE/LABEL`. */
  machineOf(stateMachineName: string): Machine;
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
    const machine = createMachine(defined(definition, what), surroundings);
    const machineOf = rememberMachines(machine);
    const revision = { machine, machineOf, roleArn: record.roleArn };
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

function rememberMachines(machine: Machine): Revision["machineOf"] {
  const children = new Map<string, Machine>();
  return (stateMachineName) => {
    const label = findLabel(stateMachineName);
    if (label === undefined) return machine;
    const known = children.get(label);
    if (known) return known;
    const found = findLabelledMap(machine.states, stateMachineName, label);
    const what = `the distributed Map of ${stateMachineName}`;
    const child = createChildMachine(machine, defined(found, what).state);
    children.set(label, child);
    return child;
  };
}
