// Writes everything that a store holds as an archive, while its servers may go on.

import type { ArchiveSource } from "./archive.ts";
import { encodeLine, RowDigest } from "./archive-format.ts";
import { openPostgresSource } from "./drivers/postgres/postgres-archive.ts";
import { openSqliteSource } from "./drivers/sqlite/sqlite-archive.ts";
import { readTableShapes } from "./drivers/table-shapes.ts";
import { readMigrations } from "./read-migrations.ts";

/** Which database: that of a URL, or else that of a folder. */
export interface ArchiveOf {
  readonly dataDirectory: string;
  /** As for the server. */
  readonly databaseUrl: string | undefined;
}

export interface ArchiveSize {
  readonly tables: number;
  readonly rows: number;
}

/**
 * The text of the archive, piece by piece; its size when it has ended.
 * @throws StoreError in one line.
 */
export async function* exportArchive(of: ArchiveOf): AsyncGenerator<string, ArchiveSize> {
  const source = await openSource(of);
  try {
    return yield* encode(source);
  } finally {
    await source.close();
  }
}

function openSource({ dataDirectory, databaseUrl }: ArchiveOf): Promise<ArchiveSource> {
  return databaseUrl === undefined
    ? openSqliteSource(dataDirectory, readMigrations("sqlite"))
    : openPostgresSource(databaseUrl, readMigrations("postgres"));
}

async function* encode(source: ArchiveSource): AsyncGenerator<string, ArchiveSize> {
  const { schema } = source;
  const shapes = readTableShapes(schema);
  let allRows = 0;
  yield encodeLine({ archive: "countersign", format: 1, schema });
  for (const shape of shapes) {
    yield encodeLine({ table: shape.name, columns: shape.columns.map(({ name }) => name) });
    const digest = new RowDigest();
    for await (const rows of source.rows(shape)) {
      const lines = rows.map(encodeLine).join("");
      digest.add(lines, rows.length);
      yield lines;
    }
    const end = digest.end();
    allRows += end.rows;
    yield encodeLine(end);
  }
  yield encodeLine({ tables: shapes.length });
  return { tables: shapes.length, rows: allRows };
}
