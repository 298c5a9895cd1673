// The shape of a checked definition: the JSON of Amazon States Language itself, typed. Field names
// stay PascalCase here and nowhere else. A value of these types has passed every check.
// https://states-language.net/spec.html

import type { Json, JsonObject } from "../base/json.ts";

export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
  readonly Version?: string;
}

// Parallel and Map join this union with their own files in `execution/states/`.
export type State = PassState | ChoiceState | WaitState | TaskState | SucceedState | FailState;

interface AnyState {
  readonly Comment?: string;
}

export interface InputOutput {
  /** `null` stands for an empty object instead of the input. */
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

export interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

/** JSON in which keys ending in `.$` hold paths or intrinsic functions. */
export type PayloadTemplate = JsonObject;

export interface PassState extends AnyState, InputOutput, Transition {
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
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface WaitState extends AnyState, InputOutput, Transition {
  readonly Type: "Wait";
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface ChoiceState extends AnyState, InputOutput {
  readonly Type: "Choice";
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** A top-level rule: a condition and where it leads. */
export type ChoiceRule = ChoiceCondition & { readonly Next: string; readonly Comment?: string };

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

export interface TaskState extends AnyState, InputOutput, Transition {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters?: PayloadTemplate;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
  readonly Credentials?: PayloadTemplate;
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

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** @default "$"; `null` discards the error output. */
  readonly ResultPath?: string | null;
}
