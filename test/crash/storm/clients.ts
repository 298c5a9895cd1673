// Those outside: programs that start and answer, two at a time with different answers, and approvers who
// decide against each other. Each asks another server every time, and asks again until it is told
// something.

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, type Ledger, note } from "./ledger.ts";
import { DECIDERS, type Deployed } from "./machines.ts";

const ANSWERERS = 10;
const FORKERS = 3;
const ANSWER_TIMEOUT_MS = 4_000;
/** Longer than anything that goes wrong may hold a caller up once it is over. */
const PATIENCE_MS = 60_000;

export interface ClientsOptions {
  readonly urls: () => readonly string[];
  readonly deployed: Deployed;
  readonly ledger: Ledger;
}

export class Clients {
  readonly #options: ClientsOptions;
  readonly #links = new Set<string>();
  readonly #deciding: Promise<void>[] = [];
  readonly #over = new AbortController();
  #stuckAtMs = Number.POSITIVE_INFINITY;
  #count = 0;
  #load: Promise<unknown> = Promise.resolve();

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  begin(): void {
    const untilOver = async (act: (name: string) => Promise<void>) => {
      while (!this.#over.signal.aborted) await act(`e${++this.#count}`);
    };
    this.#load = Promise.all([
      ...Array.from({ length: ANSWERERS }, () => untilOver((name) => this.#ask(name))),
      ...Array.from({ length: FORKERS }, () => untilOver((name) => this.#fork(name))),
    ]);
    // Whoever waits for the end hears of it.
    this.#load.catch(() => this.#over.abort());
  }

  /** They start nothing more, since they were told so or because something was wrong. */
  isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Nothing more is started; resolves when everybody was told about everything. */
  async finish(): Promise<void> {
    this.#over.abort();
    this.#stuckAtMs = performance.now() + PATIENCE_MS;
    await this.#load;
    const { ledger, deployed } = this.#options;
    const forks = [...ledger.started].filter(([, arn]) => arn.includes(nameOf(deployed.forks)));
    while (forks.some(([name]) => ledger.decisions.get(name)?.length !== 2)) {
      this.#checkPatience("an approver has no mail");
      await delay(50);
    }
    await Promise.all(this.#deciding);
    await this.#untilAllEnded();
  }

  /** The mail of an approver has arrived, for the first time or again. */
  mailed(to: string, text: string): void {
    const name = /NAME:(\w+)/.exec(text)?.[1];
    const link = /\/approvals\/[\w-]+/.exec(text)?.[0];
    const choice = Object.entries(DECIDERS).find(([address]) => address === to)?.[1];
    if (!name || !link || !choice || this.#links.has(link)) return;
    this.#links.add(link);
    const deciding = this.#decide(name, link, choice);
    deciding.catch(() => this.#over.abort());
    this.#deciding.push(deciding);
  }

  async #ask(name: string): Promise<void> {
    const executionArn = await this.#start(this.#options.deployed.asks, name);
    const { text } = await this.#untilTold("GetExecutionHistory", { executionArn });
    const taskToken = /TOKEN:(\S+)/.exec(text)?.[1];
    assert.ok(taskToken, text);
    await Promise.all(["one", "other"].map((value) => this.#answer(name, taskToken, value)));
  }

  async #fork(name: string): Promise<void> {
    await this.#start(this.#options.deployed.forks, name);
    await delay(150);
  }

  async #start(stateMachineArn: string, name: string): Promise<string> {
    const input = { stateMachineArn, name, input: "{}" };
    const { status, text, wasInDoubt } = await this.#untilTold("StartExecution", input);
    // Started by a try that was never answered, and over by now.
    const isOver = wasInDoubt && status === 400 && text.includes("#ExecutionAlreadyExists");
    assert.ok(isOver || status === 200, text);
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    this.#options.ledger.started.set(name, executionArn);
    return executionArn;
  }

  async #answer(name: string, taskToken: string, value: string): Promise<void> {
    const input = { taskToken, output: JSON.stringify(value) };
    const { status, text, wasInDoubt } = await this.#untilTold("SendTaskSuccess", input);
    if (status !== 200) assert.match(text, /TaskTimedOut/, `${status} ${text}`);
    const told = status === 200 ? "applied" : "refused";
    note(this.#options.ledger.answers, name, { value, told, wasInDoubt });
  }

  async #decide(name: string, link: string, choice: string): Promise<void> {
    const body = new URLSearchParams({ choice, comment: "" });
    const { status, text, wasInDoubt } = await this.#persist((url) =>
      fetch(url + link, { method: "POST", body, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }),
    );
    assert.ok(status === 200 || status === 409, `${status} ${text}`);
    const told = status === 200 ? "applied" : "refused";
    note<Answer>(this.#options.ledger.decisions, name, { value: choice, told, wasInDoubt });
  }

  #untilTold(operation: string, input: object) {
    return this.#persist((url) =>
      fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AWSStepFunctions.${operation}`,
        },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      }),
    );
  }

  /** Asks one server after the other until one of them knows. */
  async #persist(send: (url: string) => Promise<Response>) {
    for (let wasInDoubt = false; ; wasInDoubt = true) {
      this.#checkPatience("no server answers");
      const urls = this.#options.urls();
      const url = urls[Math.floor(Math.random() * urls.length)] ?? "";
      try {
        const response = await send(url);
        const [text, { status }] = [await response.text(), response];
        if (status < 500) return { status, text, wasInDoubt };
        assert.equal(status, 503, text);
      } catch (error) {
        // It is gone, or does not answer. What the test itself has found ends it.
        if (error instanceof assert.AssertionError) throw error;
      }
      await delay(20 + Math.random() * 100);
    }
  }

  async #untilAllEnded(): Promise<void> {
    for (const stateMachineArn of Object.values(this.#options.deployed)) {
      for (;;) {
        const input = { stateMachineArn, statusFilter: "RUNNING", maxResults: 100 };
        const { text } = await this.#untilTold("ListExecutions", input);
        const { executions } = JSON.parse(text) as { executions: { name: string }[] };
        if (executions.length === 0) break;
        this.#checkPatience(`${executions.map(({ name }) => name).join(", ")} do not end`);
        await delay(100);
      }
    }
  }

  #checkPatience(what: string): void {
    assert.ok(performance.now() < this.#stuckAtMs, `stuck: ${what}`);
  }
}

/** With colons around it, as in the ARNs of executions. */
function nameOf(stateMachineArn: string): string {
  return `:${stateMachineArn.split(":").at(-1)}:`;
}
