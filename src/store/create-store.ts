import type { Database } from "./database.ts";
import { dueWorkOf } from "./due-work.ts";
import { activityQueries } from "./queries/activities.ts";
import { aliasQueries } from "./queries/aliases.ts";
import { approvalQueries } from "./queries/approvals.ts";
import { auditQueries } from "./queries/audit.ts";
import { deliveryQueries } from "./queries/deliveries.ts";
import { digestQueries } from "./queries/digests.ts";
import { executionQueries } from "./queries/executions.ts";
import { historyQueries } from "./queries/history.ts";
import { identityQueries } from "./queries/identity.ts";
import { leaseQueries } from "./queries/leases.ts";
import { leftoverQueries } from "./queries/leftovers.ts";
import { lineQueries } from "./queries/lines.ts";
import { mapItemQueries } from "./queries/map-items.ts";
import { mapRunQueries } from "./queries/map-runs.ts";
import { nodeQueries } from "./queries/nodes.ts";
import { peopleQueries } from "./queries/people.ts";
import { removalQueries } from "./queries/removals.ts";
import { settingQueries } from "./queries/settings.ts";
import { stackQueries } from "./queries/stacks.ts";
import { stateMachineQueries } from "./queries/state-machines.ts";
import { subscriptionQueries } from "./queries/subscriptions.ts";
import { taskQueries } from "./queries/tasks.ts";
import { timerQueries } from "./queries/timers.ts";
import { topicQueries } from "./queries/topics.ts";
import { versionQueries } from "./queries/versions.ts";
import { waitingQueries } from "./queries/waiting.ts";
import type { Store } from "./store.ts";
import { statementsOf } from "./write-unit.ts";

/**
 * The store on a database whose schema is up to date.
 * @param leaseHolder The node that holds what is claimed here; without one, only time ends its leases.
 */
export function createStore(database: Database, leaseHolder: string | null = null): Store {
  return {
    isShared: database.isShared,
    async commit(units) {
      const isWritten = await database.write(units.map(statementsOf));
      if (database.announce) {
        const work = dueWorkOf(units.filter((_, index) => isWritten[index]));
        if (work) database.announce(work);
      }
      return isWritten.map((written) => (written ? "committed" : "refused"));
    },
    ...stateMachineQueries(database),
    ...versionQueries(database),
    ...aliasQueries(database),
    ...activityQueries(database),
    ...executionQueries(database),
    ...lineQueries(database),
    ...mapRunQueries(database, leaseHolder),
    ...mapItemQueries(database),
    ...historyQueries(database),
    ...taskQueries(database, leaseHolder),
    ...waitingQueries(database),
    ...timerQueries(database),
    ...topicQueries(database),
    ...subscriptionQueries(database),
    ...deliveryQueries(database, leaseHolder),
    ...approvalQueries(database),
    ...auditQueries(database),
    ...removalQueries(database),
    ...leftoverQueries(database),
    ...stackQueries(database),
    ...identityQueries(database),
    ...peopleQueries(database),
    ...digestQueries(database),
    ...settingQueries(database),
    ...nodeQueries(database),
    ...leaseQueries(database, leaseHolder),
    onDueWork: (listener) => database.listen?.(listener),
    close: () => database.close(),
  };
}
