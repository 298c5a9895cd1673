import { exportArchive } from "../../store/export-archive.ts";
import { writeArchive } from "../archive-file.ts";
import type { Command } from "../command.ts";
import { renderCount, renderSize } from "../render-size.ts";
import { explainingStoreErrors, getStoreConfig, STORE_OPTIONS } from "../store-location.ts";

export const EXPORT: Command = {
  name: "export",
  summary: "Write everything in the database to an archive, to be imported into another one.",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  options: STORE_OPTIONS,
  examples: [
    "countersign export countersign.jsonl.gz --data /var/lib/countersign",
    "countersign export countersign.jsonl --database-url postgres://me:secret@db.example.com/name",
  ],
  async run({ operands: [file = ""], flags }, terminal) {
    const config = getStoreConfig(flags, terminal);
    const { size, bytes } = await explainingStoreErrors(() =>
      writeArchive(file, exportArchive(config)),
    );
    const { tables, rows } = size;
    terminal.print(
      `Exported ${renderCount(rows, "row")} of ${renderCount(tables, "table")} to ${file} ` +
        `(${renderSize(bytes)}). What servers store from now on is not in it.`,
    );
    return 0;
  },
};
