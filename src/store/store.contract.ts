// What every store must do, whatever database it stands on: the suite that each driver has to pass.

import { describe } from "node:test";
import { activitiesContract, activityTasksContract } from "./contract/activities.ts";
import { approvalsContract } from "./contract/approvals.ts";
import { auditContract } from "./contract/audit.ts";
import { commitsContract } from "./contract/commits.ts";
import { deliveriesContract } from "./contract/deliveries.ts";
import { digestsContract } from "./contract/digests.ts";
import { executionsContract } from "./contract/executions.ts";
import { historyContract } from "./contract/history.ts";
import { identityContract } from "./contract/identity.ts";
import { jobsContract } from "./contract/jobs.ts";
import { mapItemsContract, mapRunsContract } from "./contract/map-runs.ts";
import { nodesContract } from "./contract/nodes.ts";
import { peopleContract } from "./contract/people.ts";
import { removalsContract } from "./contract/removals.ts";
import { stacksContract } from "./contract/stacks.ts";
import { stateMachinesContract } from "./contract/state-machines.ts";
import { describeContract } from "./contract/suite.ts";
import { taskClaimsContract, tasksContract } from "./contract/tasks.ts";
import { textsContract } from "./contract/texts.ts";
import { timersContract } from "./contract/timers.ts";
import { topicsContract } from "./contract/topics.ts";
import { versionsContract } from "./contract/versions.ts";
import { waitingContract } from "./contract/waiting.ts";
import type { Store } from "./store.ts";

/** Declares the whole suite. `open` gives an empty store; each test closes its own. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    describeContract("commits", commitsContract, open);
    describeContract("texts", textsContract, open);
    describeContract("state machines", stateMachinesContract, open);
    describeContract("versions and aliases", versionsContract, open);
    describeContract("activities", activitiesContract, open);
    describeContract("tasks of activities", activityTasksContract, open);
    describeContract("executions", executionsContract, open);
    describeContract("history", historyContract, open);
    describeContract("tasks", tasksContract, open);
    describeContract("what waits", waitingContract, open);
    describeContract("task claims", taskClaimsContract, open);
    describeContract("jobs", jobsContract, open);
    describeContract("Map Runs", mapRunsContract, open);
    describeContract("items of Map Runs", mapItemsContract, open);
    describeContract("timers", timersContract, open);
    describeContract("topics and subscriptions", topicsContract, open);
    describeContract("deliveries", deliveriesContract, open);
    describeContract("approvals", approvalsContract, open);
    describeContract("the audit", auditContract, open);
    describeContract("removals", removalsContract, open);
    describeContract("nodes", nodesContract, open);
    describeContract("sign-ins, sessions and tokens", identityContract, open);
    describeContract("digests", digestsContract, open);
    describeContract("people and groups", peopleContract, open);
    describeContract("stacks, hosted APIs and settings", stacksContract, open);
  });
}
