// Machines of all state types, drawn from numbers: whoever knows the numbers can have the machine again.
// They pass the checks of a definition, and what they do is up to whoever answers their tasks.

import type { JsonObject } from "../../src/base/json.ts";

/** Three numbers from 0 to 99 for each state. */
export type StateSeed = readonly [type: number, jump: number, detail: number];

export interface DefinitionOptions {
  /** What Task states call. @default a topic that is given a token */
  readonly resources?: readonly string[];
  /** Whether states that wait may lead back to where their line was before. @default true */
  readonly mayGoBack?: boolean;
  /** Whether a Map may begin an execution for each item. @default false */
  readonly mayDistribute?: boolean;
  /** What a state that draws at random draws. @default a UUID and a number */
  readonly drawn?: JsonObject;
}

interface Surroundings extends Required<DefinitionOptions> {
  /** Where a failure leads, if anywhere. */
  readonly catchTo?: string;
}

const DEFAULTS: Required<DefinitionOptions> = {
  resources: ["arn:aws:states:::sns:publish.waitForTaskToken"],
  mayGoBack: true,
  mayDistribute: false,
  drawn: { "id.$": "States.UUID()", "r.$": "States.MathRandom(0, 9)" },
};

export function definitionFrom(
  seeds: readonly StateSeed[],
  options: DefinitionOptions = {},
): JsonObject {
  const surroundings = { ...DEFAULTS, ...options, catchTo: "End" };
  const states = seeds.map((seed, index) => [
    `S${index}`,
    stateOf(surroundings, index, seeds.length, seed),
  ]);
  // Every state is named somewhere, as the checks demand.
  const others = [...seeds.keys()].slice(1).map((index) => rule(`S${index}`));
  return {
    StartAt: "Start",
    ...((seeds[0]?.[2] ?? 0) % 4 === 0 && { TimeoutSeconds: 1_000 }),
    States: {
      ...Object.fromEntries(states),
      Start: { Type: "Choice", Choices: others.concat(rule("End")), Default: "S0" },
      End: { Type: "Pass", End: true },
    },
  };
}

function stateOf(
  surroundings: Surroundings,
  index: number,
  count: number,
  seed: StateSeed,
): JsonObject {
  const [type, jump, detail] = seed;
  const next = nextOf(index, count, jump, false);
  const nextOfWait = nextOf(index, count, jump, surroundings.mayGoBack && detail > 90);
  switch (type % 8) {
    case 0:
      return { Type: "Pass", Result: { n: detail }, ResultPath: "$.n", ...next };
    case 1:
      return { Type: "Pass", Parameters: surroundings.drawn, ...next };
    case 2: {
      const target = String(next["Next"] ?? "End");
      const isGreater = { Variable: "$.n.n", NumericGreaterThan: detail, Next: target };
      return { Type: "Choice", Choices: [isGreater], ...(detail % 3 > 0 && { Default: target }) };
    }
    case 3:
      return { Type: "Wait", Seconds: detail % 50, ...nextOfWait };
    case 4:
      return detail % 2 ? { Type: "Fail", Error: "E", Cause: "C" } : { Type: "Succeed" };
    case 6:
      return { ...parallelOf(surroundings, index, seed), ...next };
    case 7:
      return { ...mapOf(surroundings, index, seed), ...next };
    default:
      return { ...taskOf(surroundings, seed), ...nextOfWait };
  }
}

function parallelOf(surroundings: Surroundings, index: number, seed: StateSeed): JsonObject {
  const [, , detail] = seed;
  const branches = [0, 1, 2].slice(detail % 3);
  return {
    Type: "Parallel",
    Branches: branches.map((branch) => branchOf(surroundings, `S${index}B${branch}`, seed, branch)),
    ...handlingOf(surroundings, detail),
  };
}

const DISTRIBUTED = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };

function mapOf(surroundings: Surroundings, index: number, seed: StateSeed): JsonObject {
  const [, jump, detail] = seed;
  const isDistributed = surroundings.mayDistribute && (jump + detail) % 2 === 0;
  const processor = branchOf(surroundings, `S${index}I`, seed, jump);
  return {
    Type: "Map",
    QueryLanguage: "JSONata",
    Items: [1, 2, 3, 4].slice(detail % 5),
    MaxConcurrency: jump % 3,
    ItemProcessor: { ...processor, ...(isDistributed && { ProcessorConfig: DISTRIBUTED }) },
    ...handlingOf(surroundings, detail),
  };
}

function taskOf(surroundings: Surroundings, [, jump, detail]: StateSeed): JsonObject {
  const { resources } = surroundings;
  const resource = resources[(jump + detail) % resources.length] ?? "";
  return {
    Type: "Task",
    Resource: resource,
    Parameters: parametersOf(resource),
    ...(detail % 2 && { TimeoutSeconds: 100, HeartbeatSeconds: 10 }),
    ...handlingOf(surroundings, detail),
  };
}

function parametersOf(resource: string): JsonObject {
  if (resource.includes("states:startExecution")) return { StateMachineArn: "child" };
  const body = resource.endsWith(".waitForTaskToken") ? "$$.Task.Token" : "$$.Execution.Id";
  return resource.includes("lambda:")
    ? { FunctionName: "f", "Payload.$": body }
    : { "Message.$": body };
}

/** Forward mostly; only states that wait may lead back, so that nothing spins. */
function nextOf(index: number, count: number, jump: number, mayGoBack: boolean): JsonObject {
  const target = mayGoBack ? jump % (count + 1) : index + 1 + (jump % (count - index));
  return target >= count ? { End: true } : { Next: `S${target}` };
}

function handlingOf({ catchTo }: Surroundings, detail: number): JsonObject {
  return {
    ...(detail % 3 === 0 && { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] }),
    ...(detail % 5 === 0 &&
      catchTo !== undefined && { Catch: [{ ErrorEquals: ["States.ALL"], Next: catchTo }] }),
  };
}

/** Two states at most, the first of which may be a Parallel of its own. */
function branchOf(
  { catchTo: _, ...surroundings }: Surroundings,
  name: string,
  [type, jump, detail]: StateSeed,
  salt: number,
): JsonObject {
  const lastType = [0, 3, 4, 5][(jump + salt) % 4] ?? 0;
  const last = {
    [`${name}Z`]: stateOf(surroundings, 0, 1, [lastType, 0, detail % 90]),
  };
  if ((detail + salt) % 3 > 0) return { StartAt: `${name}Z`, States: last };
  const first =
    name.length < 8
      ? {
          Type: "Parallel",
          Branches: [branchOf(surroundings, `${name}P`, [type, jump + 1, detail + 1], salt)],
          Next: `${name}Z`,
        }
      : { Type: "Wait", Seconds: detail % 7, Next: `${name}Z` };
  return { StartAt: `${name}A`, States: { [`${name}A`]: first, ...last } };
}

function rule(target: string): JsonObject {
  return { Variable: "$.never", IsPresent: true, Next: target };
}
