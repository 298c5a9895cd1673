// History, one row per commit. Event ids have no gaps, so the rows that cover a range are found by
// their first event alone.

import type { Database } from "../database.ts";
import { decodeHistoryChunk, encodeHistoryChunk } from "../history-chunk.ts";
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
  appendHistory: ({ chunk }) => ({
    statements: [
      statement(
        history.insert,
        ...history.values({ ...chunk, events: encodeHistoryChunk(chunk.events) }),
      ),
    ],
  }),
};

const SELECT_LAST = `select last_event_id as "lastEventId" from history
  where execution_id = ? order by first_event_id desc limit 1`;
/** The chunks from the one that holds the lowest event of a range to the one with its highest. */
const SELECT_RANGE = `select ${history.columns} from history
  where execution_id = ? and first_event_id <= ? and first_event_id >= coalesce(
    (select max(first_event_id) from history where execution_id = ? and first_event_id <= ?), 0)
  order by first_event_id`;

export function historyQueries(database: Database): Pick<Store, "readHistory"> {
  async function findLastEventId(executionId: string): Promise<number> {
    const [last] = await database.read<{ lastEventId: number }>(SELECT_LAST, [executionId]);
    return last?.lastEventId ?? 0;
  }

  return {
    async readHistory(executionId, { fromEventId, isReverse, limit }) {
      const from = fromEventId ?? (isReverse ? await findLastEventId(executionId) : 1);
      const lowest = isReverse ? from - limit + 1 : from;
      const highest = isReverse ? from : from + limit - 1;
      const chunks = await database.read<HistoryChunk>(
        isReverse ? `${SELECT_RANGE} desc` : SELECT_RANGE,
        [executionId, highest, executionId, lowest],
      );
      return chunks
        .filter((chunk) => chunk.lastEventId >= lowest)
        .map((chunk) => ({ ...chunk, events: decodeHistoryChunk(chunk.events) }));
    },
  };
}
