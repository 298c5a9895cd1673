import type { Client } from "./pool.ts";

/**
 * Statements that are sent to one connection one behind the other, without waiting. Whoever does not care
 * for a single answer hears of its failure in `settled`.
 */
export class Pipeline {
  readonly #client: Client;
  readonly #sent: Promise<unknown>[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  send<T>(statement: (client: Client) => Promise<T>): Promise<T> {
    holdBack(this.#client);
    const answer = statement(this.#client);
    // Taken note of in `settled`, which may be much later.
    answer.catch(() => {});
    this.#sent.push(answer);
    return answer;
  }

  /** Resolves when everything is answered. @throws the first failure: others only follow from it. */
  async settled(): Promise<void> {
    const outcomes = await Promise.allSettled(this.#sent);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** The failure that a later one follows from. */
  async firstFailure(later: unknown): Promise<unknown> {
    return this.settled().then(
      () => later,
      (first) => first,
    );
  }
}

/** What is written in one go of the event loop leaves as one message; each costs a call of the system. */
function holdBack({ connection: { stream } }: Client): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
