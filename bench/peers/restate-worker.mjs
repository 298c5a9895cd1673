// The handlers that Restate calls. Restate keeps the journal; tokens (awakeables) leave by the postbox.
//
//   node bench/peers/restate-worker.mjs PORT

import * as restate from "@restatedev/restate-sdk";
import { createPostbox, serveWorkload } from "./serve-workload.mjs";

const postbox = createPostbox();

const approval = restate.workflow({
  name: "approval",
  handlers: {
    run: async (context, report) => {
      if (report.totalExpense <= 500) return report;
      const { id, promise } = context.awakeable();
      await context.run("notify", () => postbox.put(context.key, id));
      return { ...report, decision: await promise };
    },
  },
});

const steps = restate.service({
  name: "steps",
  handlers: {
    run: async (context) => {
      for (let step = 1; step <= 20; step++) await context.run(`step ${step}`, () => step);
    },
  },
});

await restate.serve({
  services: [approval, steps],
  port: Number(process.argv[2]),
  logger: () => {},
});
serveWorkload({ token: (name) => postbox.get(name) });
