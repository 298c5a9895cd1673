import { parseResource, type Resource } from "../asl/resource.ts";
import type { TaskRunner, TaskRunners } from "./task-runner.ts";

/** The runner of a resource. One that nobody serves fails its task, and the workflow may catch it. */
export function runnerOf(runners: TaskRunners, resource: string): TaskRunner {
  for (const key of keysOf(parseResource(resource))) {
    const runner = runners.get(key);
    if (runner) return runner;
  }
  return unknownRunner(resource);
}

/** Whether workers ask for the tasks of a resource, so that nobody calls it. */
export function isAskedFor(resource: string): boolean {
  return parseResource(resource)?.kind === "activity";
}

/** From the most special to the most general. */
function keysOf(resource: Resource | undefined): readonly string[] {
  if (resource?.kind !== "integration") return resource ? [resource.kind] : [];
  const { service, api } = resource;
  const family = service.startsWith("aws-sdk:") ? "aws-sdk:*" : "*";
  return [`${service}:${api}`, `${service}:*`, family];
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
