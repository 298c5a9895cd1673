import { statSync } from "node:fs";
import { backUp } from "../../store/back-up.ts";
import type { Command } from "../command.ts";
import { renderCount, renderSize } from "../render-size.ts";
import { explainingStoreErrors, getDataDirectory, STORE_OPTIONS } from "../store-location.ts";

export const BACKUP: Command = {
  name: "backup",
  summary: "Copy the embedded database to a file, also while the server runs.",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  options: STORE_OPTIONS,
  examples: [
    "countersign backup /backup/countersign-2026-01-31.db --data /var/lib/countersign",
    "countersign backup /backup/countersign-$(date +%F).db",
  ],
  async run({ operands: [file = ""], flags }, terminal) {
    const dataDirectory = getDataDirectory(flags, terminal, "back it up with pg_dump");
    const { executions } = await explainingStoreErrors(() => backUp(dataDirectory, file));
    const size = renderSize(statSync(file).size);
    terminal.print(
      `Backed up ${dataDirectory} to ${file} (${renderCount(executions, "execution")}, ${size}), ` +
        "and read it through.",
    );
    return 0;
  },
};
