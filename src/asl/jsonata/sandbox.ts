// Where JSONata runs: the library in a realm of its own, whose clock, dice and globals are not those
// of the server. V8 enforces the time limit, also inside a regular expression or a sort, where no hook
// of the library is asked. See docs/decisions/0004-jsonata.md.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Context, constants, createContext, Script } from "node:vm";
import type { Instant } from "../../base/instant.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { type Random, randomFrom } from "../../base/random.ts";
import { hashText } from "../intrinsics/hash.ts";

/** AWS: one second for an expression; here for all expressions of a field together. */
const TIME_MAX_MS = 1000;

export interface SandboxRequest {
  readonly at: Instant;
  /** Without their marks. The first that fails ends the request. */
  readonly expressions: readonly string[];
  readonly states: JsonObject;
  readonly variables: JsonObject;
}

export type SandboxAnswer =
  | { readonly kind: "values"; readonly values: readonly Json[] }
  | SandboxProblem;

/** `at` is the index of the expression. */
export type SandboxProblem =
  | { readonly kind: "nothing" | "unsupported"; readonly at: number }
  | { readonly kind: "error"; readonly message: string; readonly at: number };

interface Realm extends Context {
  install(host: Host): void;
  request: string;
  answer: string;
  evaluating: number;
}

type Host = ReturnType<typeof hostFunctions>;

/** Loaded with the first expression: a server whose machines speak JSONPath starts without. */
let loaded: readonly Script[] | undefined;

function loadScripts(): readonly Script[] {
  loaded ??= [
    new Script(readFileSync(new URL("realm.js", import.meta.url), "utf8")),
    new Script(synchronousLibrary()),
  ];
  return loaded;
}

const running = new Script("run()");

/**
 * The library without its `async` and `await`, which are there for functions that wait, and none does.
 * Interrupting it amid a promise would end the process where async hooks are in use.
 */
function synchronousLibrary(): string {
  const file = createRequire(import.meta.url).resolve("jsonata");
  return readFileSync(file, "utf8")
    .replace(/\basync (?=function\b|\()/g, "")
    .replace(/\bawait /g, "")
    .replace(/\bPromise\.all\(/g, "(");
}

let idle: Realm | undefined;

export function runInSandbox(request: SandboxRequest, random: Random): SandboxAnswer {
  const realm = idle ?? createRealm();
  // A realm that was interrupted may be in any state: it is not used again.
  idle = undefined;
  realm.install(hostFunctions(random));
  realm.request = JSON.stringify(request);
  try {
    running.runInContext(realm, { timeout: TIME_MAX_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return { kind: "error", message: "Expression evaluation timeout", at: realm.evaluating };
  }
  idle = realm;
  return { ...JSON.parse(realm.answer), at: realm.evaluating } as SandboxAnswer;
}

function createRealm(): Realm {
  const realm = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
  }) as Realm;
  for (const script of loadScripts()) script.runInContext(realm);
  return realm;
}

/** All that the realm can reach of the server. They take and give primitives, and never throw. */
function hostFunctions(random: Random) {
  return {
    random: (seed?: number) =>
      seed === undefined ? random.next() : randomFrom(`seed ${seed}`).next(),
    uuid: () => random.uuid(),
    hash: hashText,
    base64Encode: (text: string) => Buffer.from(text, "latin1").toString("base64"),
    base64Decode: (text: string) => Buffer.from(text, "base64").toString("latin1"),
  };
}
