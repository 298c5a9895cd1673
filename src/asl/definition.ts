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

export type State =
  | PassState
  | ChoiceState
  | WaitState
  | TaskState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

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

/** What a state may do about a failure inside of it. */
export interface Handling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends AnyState, InputOutput, Transition, Assigning, Handling {
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
}

/** States of their own, which nothing outside leads into. Names are unique over the whole machine. */
export interface Branch {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface ParallelState extends AnyState, InputOutput, Transition, Assigning, Handling {
  readonly Type: "Parallel";
  readonly Branches: readonly Branch[];
  /** JSONPath. */
  readonly Parameters?: PayloadTemplate;
  /** JSONata. */
  readonly Arguments?: Template;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: string | null;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
export interface MapState extends AnyState, InputOutput, Transition, Assigning, Handling {
  readonly Type: "Map";
  /** Exactly one of `ItemProcessor` and its older name `Iterator` is there. */
  readonly ItemProcessor?: ItemProcessor;
  readonly Iterator?: ItemProcessor;
  /** JSONPath. @default "$" */
  readonly ItemsPath?: string;
  /** JSONata: an array, or an expression for one. */
  readonly Items?: Template;
  /** A template of the state's query language. */
  readonly ItemSelector?: JsonObject;
  /** JSONPath: the older name of ItemSelector. */
  readonly Parameters?: PayloadTemplate;
  /** 0, the default, sets no limit. A string is a JSONata expression. */
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: string | null;

  // Distributed mode only.
  readonly Label?: string;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  /** @default 0. A string is a JSONata expression. */
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  /** 0 to 100, @default 0. A string is a JSONata expression. */
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
}

export interface ItemProcessor extends Branch {
  readonly ProcessorConfig?: {
    /** @default "INLINE" */
    readonly Mode?: "INLINE" | "DISTRIBUTED";
    /** Of the child executions of a distributed map. */
    readonly ExecutionType?: "STANDARD" | "EXPRESS";
  };
}

export interface ItemReader {
  readonly Resource: string;
  /** JSONPath. */
  readonly Parameters?: PayloadTemplate;
  /** JSONata. */
  readonly Arguments?: Template;
  readonly ReaderConfig?: {
    readonly InputType?: "CSV" | "JSON" | "JSONL" | "MANIFEST" | "PARQUET";
    readonly Transformation?: "NONE" | "LOAD_AND_FLATTEN";
    readonly ManifestType?: "ATHENA_DATA" | "S3_INVENTORY";
    readonly CSVDelimiter?: "COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB";
    readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
    readonly CSVHeaders?: readonly string[];
    readonly ItemsPointer?: string;
    /** A string is a JSONata expression. */
    readonly MaxItems?: number | string;
    readonly MaxItemsPath?: string;
  };
}

export interface ItemBatcher {
  /** A template of the state's query language. */
  readonly BatchInput?: JsonObject;
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
}

export interface ResultWriter {
  readonly Resource?: string;
  /** JSONPath. */
  readonly Parameters?: PayloadTemplate;
  /** JSONata. */
  readonly Arguments?: Template;
  readonly WriterConfig?: {
    readonly OutputType?: "JSON" | "JSONL";
    readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN";
  };
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
