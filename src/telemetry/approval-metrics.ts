// What is counted about requests to people. Names of state machines and choices come from operators and from
// what workflows ask: so many combinations keep their names, and those that come later share one.

import type { Clock, Instant } from "../base/instant.ts";
import { Counter, Gauge, Histogram, type Registry } from "./prometheus.ts";

export interface ApprovalMetricsOptions {
  /** By state machine; asked now and then. */
  readonly countPendingApprovals: () => Promise<readonly PendingApprovals[]>;
  readonly clock: Clock;
  /** @default the time since the process began */
  readonly monotonicMs?: () => number;
}

export interface PendingApprovals {
  readonly stateMachineName: string;
  readonly count: number;
  readonly oldestAt: Instant;
}

export interface ApprovalMetrics {
  approvalOpened(stateMachineName: string): void;
  /** Somebody's page of it was looked at for the first time. */
  approvalFirstViewed(stateMachineName: string, seconds: number): void;
  /** `channel` is a fixed word: `link`, `inbox`, `api`, … */
  approvalVoted(vote: {
    readonly stateMachineName: string;
    readonly choice: string;
    readonly channel: string;
  }): void;
  approvalEnded(end: {
    readonly stateMachineName: string;
    readonly outcome: ApprovalOutcome;
    /** Where it was decided: how, and after what time. */
    readonly decided?: {
      readonly choice: string;
      readonly channel: string;
      readonly seconds: number;
    };
  }): void;
  approvalRemindersSent(stateMachineName: string, count: number): void;
  approvalEscalated(stateMachineName: string): void;
  robotHit(kind: RobotHit): void;
}

/** `overridden`: answered past the people who were asked. */
export type ApprovalOutcome = "approved" | "declined" | "expired" | "cancelled" | "overridden";

/**
 * What people do not do: fill in a field that they do not see, send a form as it stands, ask by other methods,
 * load pages in advance.
 */
export type RobotHit = "honeypot" | "emptyForm" | "method" | "prefetch";

/** From somebody who sits there to decisions that take a month. */
const SECONDS = [
  60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800, 1_209_600, 2_592_000,
];

const COMBINATIONS_MAX = 500;
/** As little of the time may go into counting what is pending. */
const COUNTING_SHARE = 0.01;

/** @returns with `readPending`, which brings the gauges up to date */
export function countApprovals(
  registry: Registry,
  options: ApprovalMetricsOptions,
): { readonly metrics: ApprovalMetrics; readonly readPending: () => Promise<void> } {
  return {
    metrics: { ...countLife(registry), ...countDecisions(registry), ...countRobots(registry) },
    readPending: gaugePending(registry, options),
  };
}

type Life = "approvalOpened" | "approvalRemindersSent" | "approvalEscalated";

function countLife(registry: Registry): Pick<ApprovalMetrics, Life> {
  const counter = (word: string, help: string) => {
    const bound = boundLabels();
    const name = `countersign_approvals_${word}_total`;
    const labelNames = ["state_machine"];
    const made = new Counter({ name, help, labelNames, registers: [registry] });
    return (name: string, by = 1) => made.inc(bound({ state_machine: name }), by);
  };
  return {
    approvalOpened: counter("opened", "Requests that were made."),
    approvalRemindersSent: counter("reminders", "Reminders to people whose decision is missing."),
    approvalEscalated: counter("escalations", "Steps of escalation that were taken."),
  };
}

type Decisions = "approvalFirstViewed" | "approvalVoted" | "approvalEnded";

function countDecisions(registry: Registry): Pick<ApprovalMetrics, Decisions> {
  const registers = [registry];
  const byChoice = ["state_machine", "choice", "channel"];
  const votes = new Counter({
    name: "countersign_approvals_votes_total",
    help: "Decisions of people, each counted.",
    ...{ labelNames: byChoice, registers },
  });
  const ended = new Counter({
    name: "countersign_approvals_ended_total",
    help: "Requests that have come to their end.",
    ...{ labelNames: ["state_machine", "outcome"], registers },
  });
  const decision = new Histogram({
    name: "countersign_approval_decision_seconds",
    help: "Time from a request to its decision.",
    ...{ labelNames: byChoice, buckets: SECONDS, registers },
  });
  const view = new Histogram({
    name: "countersign_approval_first_view_seconds",
    help: "Time from a request to the first look at its page.",
    ...{ labelNames: ["state_machine"], buckets: SECONDS, registers },
  });
  const [boundVotes, boundEnds] = [boundLabels(), boundLabels()];
  const [boundDecisions, boundViews] = [boundLabels(), boundLabels()];
  return {
    approvalFirstViewed: (name, seconds) =>
      view.observe(boundViews({ state_machine: name }), seconds),
    approvalVoted: ({ stateMachineName, choice, channel }) =>
      votes.inc(boundVotes({ state_machine: stateMachineName, choice, channel })),
    approvalEnded({ decided, outcome, stateMachineName: name }) {
      ended.inc(boundEnds({ state_machine: name, outcome }));
      if (!decided) return;
      const { channel, choice, seconds } = decided;
      decision.observe(boundDecisions({ state_machine: name, choice, channel }), seconds);
    },
  };
}

function countRobots(registry: Registry): Pick<ApprovalMetrics, "robotHit"> {
  const hits = new Counter({
    name: "countersign_robot_hits_total",
    help: "Visits of links for people in a manner that people do not have.",
    labelNames: ["kind"],
    registers: [registry],
  });
  return { robotHit: (kind) => hits.inc({ kind }) };
}

/** Counted anew so seldom that it costs next to nothing, however many are pending and asked for. */
function gaugePending(registry: Registry, options: ApprovalMetricsOptions): () => Promise<void> {
  const { clock, countPendingApprovals, monotonicMs = () => performance.now() } = options;
  const gauge = (word: string, help: string) =>
    new Gauge({
      name: `countersign_approvals_${word}`,
      help,
      labelNames: ["state_machine"],
      registers: [registry],
    });
  const pending = gauge("pending", "Requests that wait for people.");
  const oldest = gauge("pending_oldest_seconds", "Age of the request that has waited longest.");
  let known: readonly PendingApprovals[] = [];
  let countAgainMs = 0;
  return async () => {
    const startedMs = monotonicMs();
    if (startedMs >= countAgainMs) {
      known = await countPendingApprovals();
      const tookMs = monotonicMs() - startedMs;
      countAgainMs = startedMs + tookMs / COUNTING_SHARE;
    }
    pending.reset();
    oldest.reset();
    const bound = boundLabels();
    for (const { count, oldestAt, stateMachineName } of known) {
      const labels = bound({ state_machine: stateMachineName });
      pending.inc(labels, count);
      // Of those that share a name the oldest counts, which comes first.
      const seconds = Math.max(0, clock() - oldestAt) / 1000;
      if (labels.state_machine === stateMachineName) oldest.set(labels, seconds);
    }
  };
}

/** So many combinations of values; those that come later are `other` in all of them. */
function boundLabels() {
  const known = new Set<string>();
  return <Labels extends Readonly<Record<string, string>>>(labels: Labels): Labels => {
    const key = JSON.stringify(Object.values(labels));
    if (known.size < COMBINATIONS_MAX) known.add(key);
    if (known.has(key)) return labels;
    return Object.fromEntries(Object.keys(labels).map((name) => [name, "other"])) as Labels;
  };
}
