import type { StopSignal, Terminal } from "./terminal.ts";

export interface TestTerminal extends Terminal {
  /** What was printed, whole. */
  readonly printed: () => string;
  readonly noted: () => string;
  /** Asks the command to stop, as a signal does. */
  readonly stop: () => void;
}

/** A terminal whose clock stands still and whose words are kept. */
export function createTestTerminal(
  given: Partial<Pick<Terminal, "clock" | "environment">> & { readonly input?: string } = {},
): TestTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  return {
    print: (line) => printed.push(`${line}\n`),
    note: (line) => noted.push(`${line}\n`),
    write: (text) => noted.push(text),
    readInput: async () => given.input ?? "",
    isInteractive: false,
    environment: given.environment ?? {},
    clock: given.clock ?? (() => 0),
    version: "1.2.3",
    waitForStop: () => promise,
    printed: () => printed.join(""),
    noted: () => noted.join(""),
    stop: () => resolve("SIGINT"),
  };
}
