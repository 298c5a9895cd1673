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

const CREATE_STACK = `${stacks.insert} on conflict (name) do nothing`;
/** Every change of a stack has a later instant than the one before. */
const IS_STILL = "where name = ? and updated_at = ? and resources = ?";
const REPLACE_STACK = `update stacks set created_at = ?, updated_at = ?, template = ?, parameters = ?,
  resources = ?, outputs = ? ${IS_STILL}`;
const DELETE_STACK = `delete from stacks ${IS_STILL}`;
const DELETE_REST_API = "delete from rest_apis where id = ?";

export const stackWriters: Pick<
  Writers,
  "putStack" | "deleteStack" | "putRestApi" | "deleteRestApi"
> = {
  putStack: ({ stack, replaces }) => ({
    guard:
      replaces === undefined
        ? statement(CREATE_STACK, ...stacks.values({ ...stack }))
        : statement(REPLACE_STACK, ...stacks.values({ ...stack }).slice(1), ...identify(replaces)),
  }),
  deleteStack: ({ stack }) => ({ guard: statement(DELETE_STACK, ...identify(stack)) }),
  putRestApi: ({ restApi }) => ({
    statements: [statement(restApis.upsert, ...restApis.values({ ...restApi }))],
  }),
  deleteRestApi: ({ id }) => ({ statements: [statement(DELETE_REST_API, id)] }),
};

function identify({ name, updatedAt, resources }: StackRecord) {
  return [name, updatedAt, resources] as const;
}

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
