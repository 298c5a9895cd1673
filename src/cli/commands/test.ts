import { isDeepStrictEqual } from "node:util";
import { executionArn, stateMachineArn } from "../../base/arn.ts";
import type { Json } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import { createMachine } from "../../execution/machine.ts";
import { type Play, playMachine } from "../../execution/play-machine.ts";
import type { ExecutionOrigin } from "../../execution/state.ts";
import { mintTaskToken } from "../../execution/task-token.ts";
import { type Command, UsageError } from "../command.ts";
import { readJson, readTextFile } from "../read-json.ts";
import { type Expectation, parseExpectation, parseScript } from "../read-script.ts";
import { renderPlay } from "../render-play.ts";
import type { MachineType } from "../validation/check-file.ts";
import type { Substitutions } from "../validation/fill-placeholders.ts";
import { readDefinition } from "../validation/read-definition.ts";

const SCOPE = { region: "us-east-1", accountId: "000000000000" };
const NO_SECRET = new Uint8Array(32);

export const TEST: Command = {
  name: "test",
  summary: "Play a state machine on a virtual clock; needs no server.",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  options: {
    input: { value: "JSON", about: "The input: JSON, @file, or - for standard input ({})." },
    mock: {
      value: "JSON",
      about: "What Task states are answered, by state name: JSON or @file.",
    },
    expect: { value: "JSON", about: "What must come out: JSON or @file; else it exits with 1." },
    substitute: {
      value: "NAME=VALUE",
      about: "What a placeholder of the definition stands for.",
      isList: true,
    },
    "state-machine": { value: "ID", about: "Which one of a template with several." },
    json: { about: "Print JSON for programs." },
  },
  examples: [
    "countersign test approval.asl.json --input @report.json \\",
    `    --mock '{"Ask": {"afterSeconds": 86400, "output": {"decision": "approve"}}}'`,
    'countersign test approval.asl.json --mock \'{"Ask": {"never": true}}\' \\',
    `    --expect '{"status": "FAILED", "error": "ApprovalExpired"}'`,
  ],
  async run({ operands: [file = ""], flags, lists }, terminal) {
    const read = async (option: string, otherwise: string) =>
      flags[option] === undefined
        ? otherwise
        : await readJson(`--${option}`, String(flags[option]), terminal);
    const logicalId = flags["state-machine"];
    const { definition, type } = await readDefinition({
      file,
      read: readTextFile,
      substitutions: readSubstitutions(lists["substitute"] ?? []),
      logicalId: logicalId === undefined ? undefined : String(logicalId),
    });
    const machine = createMachine(definition, {
      region: SCOPE.region,
      mintTaskToken: (of) => mintTaskToken(NO_SECRET, of),
    });
    const input = JSON.parse(await read("input", "{}")) as Json;
    const mock = JSON.parse(await read("mock", "{}")) as Json;
    const script = parseScript(mock, [...machine.states.keys()]);
    const expectation = parseExpectation(JSON.parse(await read("expect", "{}")) as Json);
    const play = await playMachine(machine, originOf(input, type), script);
    const differences = compare(play, expectation);
    terminal.print(
      flags["json"]
        ? JSON.stringify({ ...summaryOf(play), differences }, null, 2)
        : renderPlay(play),
    );
    for (const difference of differences) terminal.note(difference);
    return differences.length === 0 && play.unansweredState === undefined ? 0 : 1;
  },
};

function readSubstitutions(words: readonly string[]): Substitutions {
  return new Map(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      throw new UsageError(`--substitute takes NAME=VALUE, not "${word}".`);
    }),
  );
}

function originOf(input: Json, type: MachineType): ExecutionOrigin {
  const startedAt = Date.now();
  return {
    executionId: newId(startedAt),
    executionArn: executionArn(SCOPE, "test", "test"),
    name: "test",
    stateMachineArn: stateMachineArn(SCOPE, "test"),
    stateMachineName: "test",
    roleArn: `arn:aws:iam::${SCOPE.accountId}:role/test`,
    input,
    inputText: JSON.stringify(input),
    startedAt,
    ...(type === "EXPRESS" && { isExpress: true }),
  };
}

/** What the machine came to, under the names that an expectation uses. */
function summaryOf({ state, history, unansweredState }: Play) {
  const { status, end } = state.progress;
  return {
    status,
    ...(end?.error !== undefined && { error: end.error }),
    ...(end?.cause !== undefined && { cause: end.cause }),
    ...(end?.output !== undefined && { output: JSON.parse(end.output) as Json }),
    path: history.flatMap(({ details }) => {
      const entered = details["stateEnteredEventDetails"] as { name: string } | undefined;
      return entered ? [entered.name] : [];
    }),
    ...(unansweredState !== undefined && { unansweredState }),
  };
}

/** One line for each thing that is not as expected. */
function compare(play: Play, expectation: Expectation): string[] {
  const actual: Readonly<Record<string, unknown>> = summaryOf(play);
  return Object.entries(expectation)
    .filter(([key, expected]) => !isDeepStrictEqual(actual[key], expected))
    .map(([key, expected]) => {
      const [wanted, got] = [expected, actual[key]].map((value) => JSON.stringify(value));
      return `${key}: expected ${wanted}, got ${got ?? "nothing"}`;
    });
}
