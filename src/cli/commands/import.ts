import { importArchive } from "../../store/import-archive.ts";
import { readArchive } from "../archive-file.ts";
import type { Command } from "../command.ts";
import { renderCount } from "../render-size.ts";
import { explainingStoreErrors, getStoreConfig, STORE_OPTIONS } from "../store-location.ts";

export const IMPORT: Command = {
  name: "import",
  summary: "Fill a new database from an archive: all of it, or nothing.",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  options: STORE_OPTIONS,
  examples: [
    "countersign import countersign.jsonl.gz --database-url postgres://me:secret@db.example.com/name",
    "countersign import countersign.jsonl.gz --data /var/lib/countersign",
  ],
  async run({ operands: [file = ""], flags }, terminal) {
    const config = getStoreConfig(flags, terminal);
    const { tables, rows } = await explainingStoreErrors(() =>
      importArchive(readArchive(file), config),
    );
    terminal.print(
      `Imported ${renderCount(rows, "row")} of ${renderCount(tables, "table")} from ${file}; ` +
        "each was read back and compared.",
    );
    return 0;
  },
};
