import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../base/json.ts";
import { textAt } from "./read-answer.ts";
import type { ServerClient } from "./server-client.ts";

const POLL_MS = 500;

/** Resolves with the last answer of DescribeExecution once the execution is over, or when stopped. */
export async function followExecution(
  server: Pick<ServerClient, "callStepFunctions">,
  executionArn: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  while (!signal.aborted) {
    const execution = await server.callStepFunctions("DescribeExecution", { executionArn });
    if (textAt(execution, "status") !== "RUNNING") return execution;
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
