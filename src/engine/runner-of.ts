import { parseResource } from "../asl/resource.ts";
import type { TaskRunner, TaskRunners } from "./task-runner.ts";

/** The runner of a resource. One that nobody serves fails its task, and the workflow may catch it. */
export function runnerOf(runners: TaskRunners, resource: string): TaskRunner {
  const parsed = parseResource(resource);
  const key = parsed?.kind === "integration" ? `${parsed.service}:${parsed.api}` : parsed?.kind;
  return runners.get(key ?? "") ?? unknownRunner(resource);
}

function unknownRunner(resource: string): TaskRunner {
  return {
    isAtomic: true,
    run: async () => ({
      kind: "failed",
      error: "States.TaskFailed",
      cause: `This server cannot call the resource '${resource}'.`,
    }),
  };
}
