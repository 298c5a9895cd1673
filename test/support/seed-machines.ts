// State machines that would take long to make through the API, written into a data folder: one with as many
// versions as there may be, and two with so many executions that one can watch their deletion.

import { nextVersion, publishing } from "../../src/aws/step-functions/publish-version.ts";
import { newId } from "../../src/base/ulid.ts";
import { type Frame, NOT_STARTED } from "../../src/execution/state.ts";
import type { Change } from "../../src/store/change.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { NewStateMachine } from "../../src/store/records.ts";
import { PASS, ROLE } from "./step-functions.ts";

const VERSIONS_MAX = 1_000;
const EXECUTIONS = 3_000;

/**
 * `Full`, and of each type `Dying-STANDARD` and `Dying-EXPRESS`.
 * @param dataDirectory Of a server that does not run.
 */
export async function seedMachines(dataDirectory: string): Promise<void> {
  const store = await openStore({ dataDirectory });
  const full = machineRecord("Full", "STANDARD");
  const versions = Array.from({ length: VERSIONS_MAX }, (_, lastVersion) => [
    publishing(nextVersion({ ...full, lastVersion }, undefined, full.createdAt)),
  ]);
  await store.commit([[{ kind: "createStateMachine", stateMachine: full }], ...versions]);
  for (const type of ["STANDARD", "EXPRESS"] as const) {
    const stateMachine = machineRecord(`Dying-${type}`, type);
    const version = nextVersion({ ...stateMachine, lastVersion: 0 }, undefined, 0);
    const creation = { kind: "createStateMachine", stateMachine } as const;
    const executions = Array.from({ length: EXECUTIONS }, () => executionOf(stateMachine));
    await store.commit([[creation], [publishing(version)], executions]);
  }
  await store.close();
}

function machineRecord(name: string, type: "STANDARD" | "EXPRESS"): NewStateMachine {
  const at = Date.now();
  const times = { createdAt: at, updatedAt: at };
  const revision = { id: newId(at), publicId: null, definition: PASS, roleArn: ROLE };
  return {
    name,
    type,
    ...times,
    revision: { ...revision, stateMachineName: name, createdAt: at },
    settings: "{}",
    tags: "{}",
  };
}

/** One that waits. */
function executionOf({ name, type, revision }: NewStateMachine): Change {
  const id = newId(Date.now());
  const frame: Frame = {
    stateName: "A",
    input: {},
    enteredAt: 0,
    enteredEventId: 2,
    enteredFromEventId: 0,
    previousEventId: 2,
    retryCounts: [],
    variables: {},
    waitingFor: { kind: "timer", timer: 1 },
  };
  const execution = {
    id,
    stateMachineName: name,
    type,
    name: id,
    revisionId: revision.id,
    stateMachineVersion: null,
    stateMachineAlias: null,
    traceHeader: null,
    parentTask: null,
    startedBy: "tester",
    input: "{}",
    startedAt: 0,
    stoppedAt: null,
    status: "RUNNING",
    output: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redrivenAt: null,
    mapRun: null,
  } as const;
  return {
    kind: "createExecution",
    execution,
    progress: { ...NOT_STARTED, lastEventId: 2, frame },
  };
}
