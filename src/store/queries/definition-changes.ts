import type { Database } from "../database.ts";

/**
 * A number that is another one once a machine, version, alias, topic or subscription has been changed, by
 * whichever server; `undefined` before the first change. Only where servers share a database.
 */
export async function findDefinitionChange(database: Database): Promise<number | undefined> {
  const [row] = await database.read<{ number: number }>(
    "select number from definition_changes",
    [],
  );
  return row?.number;
}
