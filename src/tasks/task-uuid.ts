import { createHash } from "node:crypto";
import type { TaskCall } from "../engine/task-runner.ts";

/** A UUID that is always the same for one attempt of a task: whatever is done twice under it is done once. */
export function uuidOfTask({ executionId, task }: Pick<TaskCall, "executionId" | "task">): string {
  const bytes = createHash("sha256").update(`${executionId}.${task}`).digest().subarray(0, 16);
  // Version 8: made by a rule of one's own (RFC 9562, 5.8).
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
