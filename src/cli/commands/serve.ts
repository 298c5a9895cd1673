import type { Command } from "../command.ts";
import { describeAccess, getConfig, SERVER_OPTIONS, startServerHere } from "../run-server.ts";

export const SERVE: Command = {
  name: "serve",
  summary: "Run the server.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: SERVER_OPTIONS,
  examples: [
    "countersign serve",
    "countersign serve --port 9000 --smtp-url smtp://mail.example.com --mail-from a@example.com",
    "COUNTERSIGN_PORT=9000 countersign serve",
  ],
  async run({ flags }, terminal) {
    const config = getConfig(flags, terminal);
    const server = await startServerHere(config, terminal);
    const stopRequested = terminal.waitForStop();
    const mail =
      config.smtpUrl === undefined ? `mailbox at ${server.publicUrl}/mailbox` : "by SMTP";
    terminal.print(
      `Countersign listens on ${server.address} (${describeAccess(config)}); mail: ${mail}`,
    );
    // Whoever presses Ctrl-C does not want to wait for load balancers.
    if ((await stopRequested) === "SIGTERM") await server.drain();
    await server.stop();
    return 0;
  },
};
