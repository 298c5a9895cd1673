// History, one row per commit. Event ids have no gaps, so the rows that cover a range are found by
// their first event alone.

import type { Database } from "../database.ts";
import { decodeHistory, encodeHistory } from "../history-text.ts";
import type { HistoryChunk } from "../records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const history = describeTable(
  "history",
  ["executionId", "firstEventId"],
  ["lastEventId", "events"],
);

export const historyWriters: Pick<Writers, "appendHistory"> = {
  appendHistory: ({ chunk, input = null }) => ({
    statements: [
      statement(
        history.insert,
        ...history.values({ ...chunk, events: encodeHistory(chunk.events, input) }),
      ),
    ],
  }),
};

/** The first of an execution may refer to its input. */
const SELECT = `select ${history.columns}, case first_event_id when 1
    then (select input from executions where id = execution_id) end as "input" from history`;
/** The chunks from the one that holds the lowest event of a range to the one with its highest. */
const SELECT_RANGE = `${SELECT}
  where execution_id = ? and first_event_id <= ? and first_event_id >= coalesce(
    (select max(first_event_id) from history where execution_id = ? and first_event_id <= ?), 0)
  order by first_event_id`;
/** The chunks from the one that holds the event so many before the last. */
const SELECT_NEWEST = `${SELECT}
  where execution_id = ? and first_event_id >= coalesce(
    (select max(first_event_id) from history where execution_id = ? and first_event_id <=
      (select last_event_id from history where execution_id = ?
        order by first_event_id desc limit 1) - ?), 0)
  order by first_event_id desc`;

interface HistoryRow extends Omit<HistoryChunk, "events"> {
  readonly events: string;
  readonly input: string | null;
}

export function historyQueries(database: Database): Pick<Store, "readHistory"> {
  async function readNewest(executionId: string, limit: number): Promise<readonly HistoryChunk[]> {
    const params = [executionId, executionId, executionId, limit - 1];
    const rows = await database.read<HistoryRow>(SELECT_NEWEST, params);
    return rows.map(chunkOf);
  }

  return {
    async readHistory(executionId, { fromEventId, isReverse, limit }) {
      if (isReverse && fromEventId === undefined) return readNewest(executionId, limit);
      const from = fromEventId ?? 1;
      const lowest = isReverse ? from - limit + 1 : from;
      const highest = isReverse ? from : from + limit - 1;
      const rows = await database.read<HistoryRow>(
        isReverse ? `${SELECT_RANGE} desc` : SELECT_RANGE,
        [executionId, highest, executionId, lowest],
      );
      return rows.filter(({ lastEventId }) => lastEventId >= lowest).map(chunkOf);
    },
  };
}

function chunkOf({
  executionId,
  firstEventId,
  lastEventId,
  input,
  events,
}: HistoryRow): HistoryChunk {
  const decoded = decodeHistory({ firstEventId, input }, events);
  return { executionId, firstEventId, lastEventId, events: decoded };
}
