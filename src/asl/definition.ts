// The shape of a checked definition: the JSON of Amazon States Language itself, typed. Field names
// stay PascalCase here and nowhere else. A value of these types has passed every check.
// https://states-language.net/spec.html

import type { Json, JsonObject } from "../base/json.ts";

/** What paths, templates and expressions are written in. A state may differ from its machine. */
export type QueryLanguage = "JSONPath" | "JSONata";

export interface Definition {
  readonly Comment?: string;
  /** @default "JSONPath" */
  readonly QueryLanguage?: QueryLanguage;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
  readonly Version?: string;
}

// Parallel and Map join this union with their own files in `execution/states/`.
export type State = PassState | ChoiceState | WaitState | TaskState | SucceedState | FailState;

interface AnyState {
  readonly Comment?: string;
  /** @default that of the machine */
  readonly QueryLanguage?: QueryLanguage;
}

export interface InputOutput {
  /** JSONPath. `null` stands for an empty object instead of the input. */
  readonly InputPath?: string | null;
  /** JSONPath. */
  readonly OutputPath?: string | null;
  /** JSONata. */
  readonly Output?: Template;
}

/** What a state, a choice rule or a catcher gives to variables. */
export interface Assigning {
  readonly Assign?: Assignment;
}

export interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

/** JSONPath: JSON in which keys ending in `.$` hold paths or intrinsic functions. */
export type PayloadTemplate = JsonObject;

/** JSONata: JSON in which strings `{% … %}`, at any depth, are expressions. */
export type Template = Json;

/** A string that in JSONata mode may be an expression for one. */
export type Text = string;

/** Names of variables to values: a template of the state's query language. */
export type Assignment = JsonObject;

export interface PassState extends AnyState, InputOutput, Transition, Assigning {
  readonly Type: "Pass";
  readonly Result?: Json;
  readonly Parameters?: PayloadTemplate;
  readonly ResultPath?: string | null;
}

export interface SucceedState extends AnyState, InputOutput {
  readonly Type: "Succeed";
}

export interface FailState extends AnyState {
  readonly Type: "Fail";
  readonly Error?: Text;
  readonly ErrorPath?: string;
  readonly Cause?: Text;
  readonly CausePath?: string;
}

export interface WaitState extends AnyState, InputOutput, Transition, Assigning {
  readonly Type: "Wait";
  /** A string is a JSONata expression. */
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: Text;
  readonly TimestampPath?: string;
}

export interface ChoiceState extends AnyState, InputOutput, Assigning {
  readonly Type: "Choice";
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** A top-level rule: a condition, where it leads, and what it says in place of the state. */
export type ChoiceRule = (ChoiceCondition | JsonataCondition) &
  Assigning & {
    readonly Next: string;
    readonly Comment?: string;
    /** JSONata. */
    readonly Output?: Template;
  };

export interface JsonataCondition {
  /** A string is an expression. */
  readonly Condition: boolean | string;
}

/** What a rule tests in JSONPath mode. */
export type ChoiceCondition =
  | { readonly And: readonly ChoiceCondition[] }
  | { readonly Or: readonly ChoiceCondition[] }
  | { readonly Not: ChoiceCondition }
  | DataTest;

/** `Variable` and exactly one comparison operator, its operand under the operator's name. */
export interface DataTest {
  readonly Variable: string;
  readonly [operator: string]: Json;
}

export interface TaskState extends AnyState, InputOutput, Transition, Assigning {
  readonly Type: "Task";
  readonly Resource: string;
  /** JSONPath. */
  readonly Parameters?: PayloadTemplate;
  /** JSONata. */
  readonly Arguments?: Template;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: string | null;
  /** A string is a JSONata expression. */
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  /** A string is a JSONata expression. */
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  /** A template of the state's query language. */
  readonly Credentials?: JsonObject;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** @default 1 */
  readonly IntervalSeconds?: number;
  /** @default 3; 0 means never. */
  readonly MaxAttempts?: number;
  /** @default 2.0 */
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher extends Assigning {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** JSONPath. @default "$"; `null` discards the error output. */
  readonly ResultPath?: string | null;
  /** JSONata. @default the error output */
  readonly Output?: Template;
}
