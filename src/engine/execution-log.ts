// Execution logging: the events that AWS would send to CloudWatch Logs go to the server's own log, as many as
// `loggingConfiguration.level` of the state machine asks for. Inputs, outputs and causes stay out of
// it, whatever `includeExecutionData` says: they are in the history.
// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html

import type { JsonObject } from "../base/json.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";

export interface CommittedHistory {
  readonly executionArn: string;
  readonly revisionId: string;
  readonly history: readonly HistoryEvent[];
}

/** Hears of events that have become durable, each once, those of one execution in order. */
export type HistoryListener = (committed: CommittedHistory) => void;

type IsLogged = (type: string) => boolean;

const FATAL = ["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"];
const ERROR = [
  ...FATAL,
  "FailStateEntered",
  "LambdaFunctionFailed",
  "LambdaFunctionScheduleFailed",
  "LambdaFunctionStartFailed",
  "LambdaFunctionTimedOut",
  "MapIterationAborted",
  "MapIterationFailed",
  "MapRunAborted",
  "MapRunFailed",
  "MapStateAborted",
  "MapStateFailed",
  "ParallelStateAborted",
  "ParallelStateFailed",
  "TaskFailed",
  "TaskStartFailed",
  "TaskStateAborted",
  "TaskSubmitFailed",
  "TaskTimedOut",
  "WaitStateAborted",
];

const LEVELS: Readonly<Record<string, IsLogged>> = {
  ALL: () => true,
  ERROR: (type) => ERROR.includes(type),
  FATAL: (type) => FATAL.includes(type),
};
const OFF: IsLogged = () => false;

/** Revisions whose level is remembered: it never changes. */
const REVISIONS_MAX = 1_000;

export function createExecutionLog({
  store,
  log,
}: {
  readonly store: Pick<Store, "findRevision">;
  readonly log: Log;
}): HistoryListener {
  const levels = new Map<string, Promise<IsLogged>>();
  /** Most of them: their events need not even wait for the level. */
  const silent = new Set<string>();

  function levelOf(revisionId: string): Promise<IsLogged> {
    const known = levels.get(revisionId);
    if (known) return known;
    const read = readLevel(store, revisionId).then(
      (level) => {
        if (level === OFF) silent.add(revisionId);
        return level;
      },
      (error: unknown) => {
        levels.delete(revisionId);
        log.warn({ error }, "events of executions could not be logged");
        return OFF;
      },
    );
    if (levels.size >= REVISIONS_MAX) {
      levels.clear();
      silent.clear();
    }
    levels.set(revisionId, read);
    return read;
  }

  return ({ executionArn, revisionId, history }) => {
    if (silent.has(revisionId)) return;
    void levelOf(revisionId).then((isLogged) => {
      for (const event of history) {
        if (isLogged(event.type)) log.info({ executionArn, ...fieldsOf(event) }, "execution event");
      }
    });
  };
}

async function readLevel(
  store: Pick<Store, "findRevision">,
  revisionId: string,
): Promise<IsLogged> {
  const revision = await store.findRevision(revisionId);
  const { loggingConfiguration } = JSON.parse(revision?.settings ?? "{}") as {
    readonly loggingConfiguration?: { readonly level?: string };
  };
  return LEVELS[loggingConfiguration?.level ?? "OFF"] ?? OFF;
}

function fieldsOf({ id, previousEventId, type, at, details }: HistoryEvent): object {
  const [words = {}] = Object.values(details) as JsonObject[];
  const { name: state, index, error: errorName, resource, mapRunArn } = words;
  return {
    event: type,
    eventId: id,
    previousEventId,
    happenedAt: new Date(at).toISOString(),
    ...Object.fromEntries(
      Object.entries({ state, index, errorName, resource, mapRunArn }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  };
}
