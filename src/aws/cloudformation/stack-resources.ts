// The resources of a stack as its record keeps them.

import type { StackRecord } from "../../store/records.ts";

export interface StackResource {
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What the resource has subscribed. */
  readonly subscriptions?: readonly StackSubscription[];
}

export interface StackSubscription {
  readonly id: string;
  readonly topicName: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/** By logical id. */
export type StackResources = Readonly<Record<string, StackResource>>;

export function decodeResources(stack: StackRecord): StackResources {
  return JSON.parse(stack.resources) as StackResources;
}

export function encodeResources(resources: StackResources): string {
  return JSON.stringify(resources);
}
