import { restoreBackup } from "../../store/back-up.ts";
import type { Command } from "../command.ts";
import { quoteWord } from "../quote-word.ts";
import { renderCount } from "../render-size.ts";
import { explainingStoreErrors, getDataDirectory, STORE_OPTIONS } from "../store-location.ts";

export const RESTORE: Command = {
  name: "restore",
  summary: "Put a backup into a folder that has no database.",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  options: STORE_OPTIONS,
  examples: [
    "countersign restore /backup/countersign-2026-01-31.db --data /var/lib/countersign",
    "countersign restore countersign.db --data ./restored",
  ],
  async run({ operands: [file = ""], flags }, terminal) {
    const dataDirectory = getDataDirectory(flags, terminal, "restore it with pg_restore");
    const { executions } = await explainingStoreErrors(() => restoreBackup(file, dataDirectory));
    terminal.print(
      `Restored ${file} into ${dataDirectory} (${renderCount(executions, "execution")}).\n` +
        `Start the server: countersign serve --data ${quoteWord(dataDirectory)}`,
    );
    return 0;
  },
};
