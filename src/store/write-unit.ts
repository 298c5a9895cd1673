import { assert } from "../base/assert.ts";
import type { Change } from "./change.ts";
import type { Statement, StatementUnit } from "./database.ts";
import { activityWriters } from "./queries/activities.ts";
import { aliasWriters } from "./queries/aliases.ts";
import { approvalWriters } from "./queries/approvals.ts";
import { auditWriters } from "./queries/audit.ts";
import { deliveryWriters } from "./queries/deliveries.ts";
import { digestWriters } from "./queries/digests.ts";
import { executionWriters } from "./queries/executions.ts";
import { historyWriters } from "./queries/history.ts";
import { identityWriters } from "./queries/identity.ts";
import { lineWriters } from "./queries/lines.ts";
import { mapItemWriters } from "./queries/map-items.ts";
import { mapRunWriters } from "./queries/map-runs.ts";
import { peopleWriters } from "./queries/people.ts";
import { removalWriters } from "./queries/removals.ts";
import { settingWriters } from "./queries/settings.ts";
import { stackWriters } from "./queries/stacks.ts";
import { stateMachineWriters } from "./queries/state-machines.ts";
import { subscriptionWriters } from "./queries/subscriptions.ts";
import { taskWriters } from "./queries/tasks.ts";
import { timerWriters } from "./queries/timers.ts";
import { topicWriters } from "./queries/topics.ts";
import { versionWriters } from "./queries/versions.ts";
import type { Writers, Writes } from "./queries/writers.ts";
import type { Unit } from "./store.ts";
import { subjectsOf } from "./subjects-of-unit.ts";

const writers: Writers = {
  ...stateMachineWriters,
  ...versionWriters,
  ...aliasWriters,
  ...activityWriters,
  ...executionWriters,
  ...lineWriters,
  ...mapRunWriters,
  ...mapItemWriters,
  ...historyWriters,
  ...taskWriters,
  ...timerWriters,
  ...topicWriters,
  ...subscriptionWriters,
  ...deliveryWriters,
  ...approvalWriters,
  ...auditWriters,
  ...stackWriters,
  ...removalWriters,
  ...identityWriters,
  ...peopleWriters,
  ...digestWriters,
  ...settingWriters,
};

/** The statements of a unit. Guards go first: they look at what was there before the unit. */
export function statementsOf(unit: Unit): StatementUnit {
  const guards: Statement[] = [];
  const statements: Statement[] = [];
  for (const change of unit) {
    const writes = writesOf(change);
    if (writes.guard) guards.push(writes.guard);
    // A change may be of more statements than a call can have arguments.
    for (const statement of writes.statements ?? []) statements.push(statement);
  }
  return {
    guards,
    statements,
    // Not every database asks.
    get subjects() {
      return subjectsOf(unit);
    },
  };
}

function writesOf(change: Change): Writes {
  // The compiler cannot see that the writer and the change are of the same kind.
  const writer = writers[change.kind] as ((change: Change) => Writes) | undefined;
  assert(writer !== undefined, `a change of an unknown kind: ${change.kind}`);
  return writer(change);
}
