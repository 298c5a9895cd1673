// Servers that are killed and come back, and whose clock can be moved.

import { setTimeout as delay } from "node:timers/promises";
import { type ServerProcess, startServerProcess } from "../../support/server-process.ts";

/** SIGUSR2 moves the clock of the process an hour ahead, then an hour behind, then back. */
const WITH_CLOCK = `--import=data:text/javascript,${encodeURIComponent(`
  const [Real, real, hour] = [Date, Date.now, 3600000];
  let skewMs = Number(process.env.STORM_SKEW_MS ?? 0);
  Real.now = () => real() + skewMs;
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(Real.now());
    }
  };
  process.on("SIGUSR2", () => { skewMs = { 0: hour, [hour]: -hour, [-hour]: 0 }[skewMs]; });
`)}`;

export interface NodesOptions {
  readonly dataDirectory: string;
  /** Of each node, beside those that all have. */
  readonly flags: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
}

export class Nodes {
  readonly #options: NodesOptions;
  readonly #nodes: (ServerProcess | undefined)[] = [];
  readonly #urls: string[] = [];
  readonly #starting = new Map<number, Promise<void>>();
  /** What nodes wrote to standard error that are gone. */
  #errors = "";
  /** Where the clock of the machine stands to which all of them belong. */
  skewMs = 0;

  constructor(options: NodesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#options.flags.length;
  }

  /** Also of those that are just not there. */
  urls(): readonly string[] {
    return this.#urls;
  }

  /** What any of them has written to standard error so far. */
  errors(): string {
    return this.#errors + this.#nodes.map((node) => node?.errors() ?? "").join("");
  }

  /** Resolves when all of them are there. */
  async start(): Promise<void> {
    await Promise.all(this.#options.flags.map((_, slot) => this.#keep(slot)));
  }

  /** `kill -9`, unless it is just coming back from that. */
  async kill(slot: number): Promise<void> {
    const node = this.#nodes[slot];
    if (!node || this.#starting.has(slot)) return;
    this.#nodes[slot] = undefined;
    await node.kill();
    this.#errors += node.errors();
    void this.#keep(slot);
  }

  moveClock(slot: number): void {
    this.#nodes[slot]?.child.kill("SIGUSR2");
  }

  /** As a laptop or a virtual machine does. Answers with what wakes it. */
  putToSleep(slot: number): () => void {
    const child = this.#nodes[slot]?.child;
    child?.kill("SIGSTOP");
    return () => child?.kill("SIGCONT");
  }

  pid(slot: number): number {
    return this.#nodes[slot]?.child.pid ?? 0;
  }

  /** Answers with the exit codes. */
  async stop(): Promise<readonly (number | null | undefined)[]> {
    await this.start();
    return Promise.all(this.#nodes.map((node) => node?.stop()));
  }

  /** Ends those that are left after a failure. */
  killAll(): void {
    for (const node of this.#nodes) node?.child.kill("SIGKILL");
  }

  #keep(slot: number): Promise<void> {
    if (this.#nodes[slot]) return Promise.resolve();
    const starting = this.#starting.get(slot) ?? this.#startUntilThere(slot);
    this.#starting.set(slot, starting);
    return starting.finally(() => this.#starting.delete(slot));
  }

  /** As whoever supervises processes does: one that ends is started again. */
  async #startUntilThere(slot: number): Promise<void> {
    const { dataDirectory, flags, environment } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const node = await startServerProcess(dataDirectory, {
          flags: ["--log-level", "error", "--drain-seconds", "0", ...(flags[slot] ?? [])],
          environment: {
            ...environment,
            NODE_OPTIONS: WITH_CLOCK,
            STORM_SKEW_MS: String(this.skewMs),
          },
        });
        this.#nodes[slot] = node;
        this.#urls[slot] = node.url;
        return;
      } catch (error) {
        if (attempt === 20) throw error;
        await delay(500);
      }
    }
  }
}
