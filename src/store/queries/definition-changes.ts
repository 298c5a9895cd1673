import type { Database } from "../database.ts";

/**
 * What is another mark once a machine, version, alias, topic or subscription has been changed, by whichever
 * server; `undefined` before the first change. Only where servers share a database.
 */
export async function findDefinitionMark(database: Database): Promise<string | undefined> {
  const [row] = await database.read<{ mark: string }>("select mark from definition_changes", []);
  return row?.mark;
}
