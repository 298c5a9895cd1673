// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html

import type { ArnScope } from "../../base/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { HistoryEvent } from "../../execution/history-event.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { getExecution } from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export interface GetExecutionHistoryInput extends PageRequest {
  readonly executionArn: string;
  readonly reverseOrder?: boolean;
  readonly includeExecutionData?: boolean;
}

export async function getExecutionHistory(
  deps: {
    readonly store: Pick<Store, "findExecutionByName" | "readHistory">;
    readonly scope: ArnScope;
  },
  input: GetExecutionHistoryInput,
): Promise<JsonObject> {
  const execution = await getExecution(deps, input.executionArn);
  const isReverse = input.reverseOrder ?? false;
  const listing = ["GetExecutionHistory", execution.id, String(isReverse)];
  const { rows, nextToken } = await readPage(listing, input, {
    read: ({ after, limit }) => readEvents(deps.store, execution.id, { after, limit, isReverse }),
    keyOf: ({ id }) => String(id),
  });
  const hasData = input.includeExecutionData ?? true;
  return {
    events: rows.map((event) => encodeEvent(event, hasData)),
    ...(nextToken !== undefined && { nextToken }),
  };
}

interface EventRange {
  /** The id of the last event of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly isReverse: boolean;
}

async function readEvents(
  store: Pick<Store, "readHistory">,
  executionId: string,
  { after, limit, isReverse }: EventRange,
): Promise<readonly HistoryEvent[]> {
  const fromEventId = after === undefined ? undefined : Number(after) + (isReverse ? -1 : 1);
  const chunks = await store.readHistory(executionId, {
    isReverse,
    limit,
    ...(fromEventId !== undefined && { fromEventId }),
  });
  const events = chunks.flatMap((chunk) => chunk.events);
  events.sort((left, right) => (isReverse ? right.id - left.id : left.id - right.id));
  const isInRange = ({ id }: HistoryEvent) =>
    fromEventId === undefined || (isReverse ? id <= fromEventId : id >= fromEventId);
  return events.filter(isInRange).slice(0, limit);
}

function encodeEvent(event: HistoryEvent, hasData: boolean): JsonObject {
  return {
    timestamp: timestamp(event.at),
    type: event.type,
    id: event.id,
    previousEventId: event.previousEventId,
    ...(hasData ? event.details : withoutData(event.details)),
  };
}

/** What workflows put in. */
const DATA_MEMBERS: ReadonlySet<string> = new Set([
  "input",
  "inputDetails",
  "output",
  "outputDetails",
  "parameters",
  "assignedVariables",
  "assignedVariablesDetails",
]);

/** Parameters stay as an empty text: the model demands the member, and they hold a callback's token. */
function withoutData(details: JsonObject): JsonObject {
  const strip = (members: Json): Json =>
    isJsonObject(members)
      ? {
          ...Object.fromEntries(
            Object.entries(members).filter(([name]) => !DATA_MEMBERS.has(name)),
          ),
          ...("parameters" in members && { parameters: "" }),
        }
      : members;
  return Object.fromEntries(
    Object.entries(details).map(([name, members]) => [name, strip(members)]),
  );
}
