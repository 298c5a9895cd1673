// What there is for the sake of people who are asked.

import type { HappenedToApproval } from "../approvals/apply-event.ts";
import { type ApprovalEnds, createApprovalEnds } from "../approvals/approval-ends.ts";
import { countEvent } from "../approvals/count-events.ts";
import {
  type FindDirectory,
  type OpenDirectory,
  openDirectory,
} from "../approvals/directory-file.ts";
import { createFirstViews } from "../approvals/first-views.ts";
import { isAskedOfPeople } from "../approvals/is-asked-of-people.ts";
import { deriveSecret } from "../engine/derive-secret.ts";
import { createWebhookSigner, type WebhookSigner } from "../notifications/sign-webhook.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { ApprovalMetrics } from "../telemetry/approval-metrics.ts";
import type { Parts } from "./parts.ts";

export interface Asking {
  readonly tokenSecret: Uint8Array;
  readonly findDirectory: FindDirectory;
  readonly directory: OpenDirectory;
  readonly approvalEnds: ApprovalEnds;
  readonly webhookSigner: WebhookSigner;
  readonly allowsTokenOverride: boolean;
  readonly isAskedOfPeople: (token: string) => Promise<boolean>;
  readonly approvalAdvanced: (happened: HappenedToApproval) => void;
  readonly approvalViewed: (approval: ApprovalRecord) => void;
}

export async function createAsking(
  { clock, config, log, store }: Parts,
  metrics: ApprovalMetrics,
): Promise<Asking> {
  const tokenSecret = await deriveSecret("task-token", config.secret, store);
  const webhookSecret = await deriveSecret("webhook", config.secret, store);
  const directory = await openDirectory(config.peopleFile, { clock, log, store });
  return {
    tokenSecret,
    findDirectory: directory.findDirectory,
    directory,
    approvalEnds: createApprovalEnds(store),
    webhookSigner: createWebhookSigner(webhookSecret, clock),
    allowsTokenOverride: config.allowsTokenOverride,
    isAskedOfPeople: (token) => isAskedOfPeople({ store, tokenSecret }, token),
    approvalAdvanced: (happened) => countEvent(metrics, happened),
    approvalViewed: createFirstViews(metrics, clock),
  };
}
