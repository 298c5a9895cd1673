import { type Html, html } from "../../base/html.ts";
import type { ExecutionStatus } from "../../execution/state.ts";
import type { DeliveryRecord } from "../../store/records.ts";

type Tone = "good" | "bad" | "warn" | "plain";

const EXECUTION_TONES: Readonly<Record<ExecutionStatus, readonly [Tone, string]>> = {
  RUNNING: ["plain", "Running"],
  SUCCEEDED: ["good", "Succeeded"],
  FAILED: ["bad", "Failed"],
  TIMED_OUT: ["bad", "Timed out"],
  ABORTED: ["warn", "Aborted"],
};

const DELIVERY_TONES: Readonly<Record<DeliveryRecord["status"], readonly [Tone, string]>> = {
  queued: ["plain", "Queued"],
  sent: ["good", "Sent"],
  failed: ["bad", "Failed"],
};

export function renderExecutionStatus(status: ExecutionStatus): Html {
  return renderBadge(...EXECUTION_TONES[status]);
}

export function renderDeliveryStatus(status: DeliveryRecord["status"]): Html {
  return renderBadge(...DELIVERY_TONES[status]);
}

export function renderBadge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}
