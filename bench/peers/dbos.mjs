// DBOS on PostgreSQL: each step is a row, a callback is a message to the workflow.
//
//   node bench/peers/dbos.mjs DATABASE_URL

import { DBOS } from "@dbos-inc/dbos-sdk";
import { createPostbox, serveWorkload } from "./serve-workload.mjs";

const POOL_SIZE = 20;
const WAIT_SECONDS = 3_600;
const postbox = createPostbox();
const handles = new Map();

const approval = DBOS.registerWorkflow(
  async (name, report) => {
    if (report.totalExpense <= 500) return report;
    await DBOS.runStep(async () => postbox.put(name, name), { name: "notify" });
    const decision = await DBOS.recv("decision", WAIT_SECONDS);
    return { ...report, decision };
  },
  { name: "approval" },
);

const twentySteps = DBOS.registerWorkflow(
  async () => {
    for (let step = 1; step <= 20; step++) {
      await DBOS.runStep(async () => step, { name: `step ${step}` });
    }
  },
  { name: "steps" },
);

DBOS.setConfig({
  name: "bench",
  systemDatabaseUrl: process.argv[2],
  systemDatabasePoolSize: POOL_SIZE,
  logLevel: "error",
  runAdminServer: false,
});
await DBOS.launch();

serveWorkload({
  async start(name, report) {
    // The handle of a start in this process hears of the end at once; others poll.
    handles.set(name, await DBOS.startWorkflow(approval, { workflowID: name })(name, report));
    return name;
  },
  token: (name) => postbox.get(name),
  async answer(token, decision) {
    await DBOS.send(token, decision, "decision");
    await handles.get(token).getResult();
    handles.delete(token);
  },
  async steps(name) {
    await (await DBOS.startWorkflow(twentySteps, { workflowID: name })()).getResult();
  },
});
