// What the server counts, in Prometheus' form. Labels are names that operators chose (state machines)
// or fixed words: nothing a caller sends can add series at will.
// https://prometheus.io/docs/practices/naming/

import type { Clock, Instant } from "../base/instant.ts";
import {
  type ApprovalMetrics,
  type ApprovalMetricsOptions,
  countApprovals,
} from "./approval-metrics.ts";
import { Counter, Gauge, Histogram, Registry } from "./prometheus.ts";

export interface MetricsOptions extends ApprovalMetricsOptions {
  /** Asked at every scrape. */
  readonly countWaitingTasks: () => Promise<{
    readonly count: number;
    readonly oldestAt: Instant | undefined;
  }>;
  readonly clock: Clock;
}

/** The functions are handed to the parts one by one; none of them fails. */
export interface Metrics extends ApprovalMetrics {
  executionStarted(stateMachineName: string): void;
  executionEnded(ended: {
    readonly stateMachineName: string;
    readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
    readonly seconds: number;
  }): void;
  deliverySettled(delivery: { readonly protocol: string }, status: "sent" | "failed"): void;
  batchCommitted(batch: { readonly units: number; readonly seconds: number }): void;
  /** `route` is the pattern (`/approvals/:link`), never the path. */
  requestAnswered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** A limit has sent a caller away. */
  requestRefused(limit: "requests" | "startRate" | "executions"): void;
  /** Everything in the text form of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** From work without a person in it (milliseconds) to decisions that take weeks. */
const EXECUTION_SECONDS = [0.01, 0.1, 1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000];
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const COMMIT_UNITS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const requestAnswered = countRequests(registry);
  const readWaitingTasks = gaugeWaitingTasks(registry, options);
  const readProcess = gaugeProcess(registry);
  const approvals = countApprovals(registry, options);
  return {
    ...countExecutions(registry),
    ...countDeliveries(registry),
    ...approvals.metrics,
    ...countCommits(registry),
    requestAnswered,
    ...countRefusals(registry),
    async text() {
      readProcess();
      await readWaitingTasks();
      await approvals.readPending();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function countExecutions(registry: Registry): Pick<Metrics, "executionStarted" | "executionEnded"> {
  const labelNames = ["state_machine"] as const;
  const counter = (word: string, help: string) =>
    new Counter({
      name: `countersign_executions_${word}_total`,
      help,
      labelNames,
      registers: [registry],
    });
  const started = counter("started", "Executions started.");
  const ended = {
    SUCCEEDED: counter("succeeded", "Executions that succeeded."),
    FAILED: counter("failed", "Executions that failed."),
    TIMED_OUT: counter("timed_out", "Executions that timed out."),
    ABORTED: counter("aborted", "Executions that were stopped."),
  };
  const seconds = new Histogram({
    name: "countersign_execution_seconds",
    help: "Time from start to end of executions.",
    labelNames,
    buckets: EXECUTION_SECONDS,
    registers: [registry],
  });
  return {
    executionStarted: (name) => started.inc({ state_machine: name }),
    executionEnded(execution) {
      const labels = { state_machine: execution.stateMachineName };
      ended[execution.status].inc(labels);
      seconds.observe(labels, execution.seconds);
    },
  };
}

function countDeliveries(registry: Registry): Pick<Metrics, "deliverySettled"> {
  const counter = (word: string, help: string) =>
    new Counter({
      name: `countersign_deliveries_${word}_total`,
      help,
      labelNames: ["protocol"],
      registers: [registry],
    });
  const settled = {
    sent: counter("sent", "Messages handed over to a mail server, a mailbox or an endpoint."),
    failed: counter("failed", "Messages given up after their last attempt."),
  };
  return { deliverySettled: ({ protocol }, status) => settled[status].inc({ protocol }) };
}

function countCommits(registry: Registry): Pick<Metrics, "batchCommitted"> {
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers: [registry] });
  const units = histogram(
    "countersign_commit_units",
    "Units of work that shared one transaction.",
    COMMIT_UNITS,
  );
  const seconds = histogram(
    "countersign_commit_seconds",
    "Time of one transaction until it is durable.",
    COMMIT_SECONDS,
  );
  return {
    batchCommitted(batch) {
      units.observe(batch.units);
      seconds.observe(batch.seconds);
    },
  };
}

function countRequests(registry: Registry): Metrics["requestAnswered"] {
  const histogram = new Histogram({
    name: "countersign_http_request_seconds",
    help: "Time until an HTTP request was answered.",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_SECONDS,
    registers: [registry],
  });
  return ({ method, route, status, seconds }) => {
    const known = METHODS.has(method) ? method : "other";
    histogram.observe({ method: known, route, status }, seconds);
  };
}

function countRefusals(registry: Registry): Pick<Metrics, "requestRefused"> {
  const refused = new Counter({
    name: "countersign_requests_refused_total",
    help: "Requests that a limit of this server has sent away.",
    labelNames: ["limit"],
    registers: [registry],
  });
  return { requestRefused: (limit) => refused.inc({ limit }) };
}

/** Answers a function that takes the readings. */
function gaugeWaitingTasks(registry: Registry, options: MetricsOptions): () => Promise<void> {
  const waiting = new Gauge({
    name: "countersign_tasks_waiting",
    help: "Tasks that wait for their token to come back.",
    registers: [registry],
  });
  const oldest = new Gauge({
    name: "countersign_tasks_waiting_oldest_seconds",
    help: "Age of the task that has waited longest for its token; 0 when none waits.",
    registers: [registry],
  });
  return async () => {
    const { count, oldestAt } = await options.countWaitingTasks();
    waiting.set(count);
    oldest.set(oldestAt === undefined ? 0 : Math.max(0, options.clock() - oldestAt) / 1000);
  };
}

/** Answers a function that takes the readings. */
function gaugeProcess(registry: Registry): () => void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const memory = gauge("process_resident_memory_bytes", "Resident memory of the server.");
  const uptime = gauge("process_uptime_seconds", "Time since the server's process began.");
  const cpu = gauge("process_cpu_seconds", "Processor time used, user and system.");
  return () => {
    memory.set(process.memoryUsage.rss());
    uptime.set(process.uptime());
    const { user, system } = process.cpuUsage();
    cpu.set((user + system) / 1e6);
  };
}
