import type { Database } from "../database.ts";
import type { RestApiRecord, StackRecord } from "../records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const stacks = describeTable(
  "stacks",
  ["name"],
  ["createdAt", "updatedAt", "template", "parameters", "resources", "outputs"],
);
const restApis = describeTable(
  "rest_apis",
  ["id"],
  ["name", "stage", "definition", "variables", "createdAt"],
);

const DELETE_STACK = "delete from stacks where name = ?";
const DELETE_REST_API = "delete from rest_apis where id = ?";

export const stackWriters: Pick<
  Writers,
  "putStack" | "deleteStack" | "putRestApi" | "deleteRestApi"
> = {
  putStack: ({ stack }) => ({
    statements: [statement(stacks.upsert, ...stacks.values({ ...stack }))],
  }),
  deleteStack: ({ name }) => ({ statements: [statement(DELETE_STACK, name)] }),
  putRestApi: ({ restApi }) => ({
    statements: [statement(restApis.upsert, ...restApis.values({ ...restApi }))],
  }),
  deleteRestApi: ({ id }) => ({ statements: [statement(DELETE_REST_API, id)] }),
};

const SELECT_STACK = `select ${stacks.columns} from stacks`;
const SELECT_REST_API = `select ${restApis.columns} from rest_apis where id = ?`;

export function stackQueries(
  database: Database,
): Pick<Store, "findStack" | "listStacks" | "findRestApi"> {
  return {
    async findStack(name) {
      const [row] = await database.read<StackRecord>(`${SELECT_STACK} where name = ?`, [name]);
      return row;
    },
    listStacks: () => database.read<StackRecord>(`${SELECT_STACK} order by name`, []),
    async findRestApi(id) {
      const [row] = await database.read<RestApiRecord>(SELECT_REST_API, [id]);
      return row;
    },
  };
}
