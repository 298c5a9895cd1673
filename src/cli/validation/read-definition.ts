// A definition to play: that of a file, or one that a template holds or refers to. It is read as
// `countersign validate` reads it, and has to be whole: nothing stands in for a number or a path.

import { dirname, join } from "node:path";
import type { Definition } from "../../asl/definition.ts";
import { parseDefinition } from "../../asl/parse-definition.ts";
import type { Json } from "../../base/json.ts";
import { CommandError, UsageError } from "../command.ts";
import type { FileReader, MachineType } from "./check-file.ts";
import {
  fillPlaceholders,
  fillText,
  hasPlaceholder,
  type Substitutions,
  standInForResources,
} from "./fill-placeholders.ts";
import { findDefinitions, isTemplate, type TemplateDefinition } from "./find-definitions.ts";
import type { LocatedText } from "./located-text.ts";
import { readJson, readLocated } from "./read-located.ts";

export interface DefinitionRequest {
  readonly file: string;
  readonly read: FileReader["read"];
  /** What placeholders stand for; more than the template says of them. */
  readonly substitutions: Substitutions;
  /** Which resource of a template with several state machines. */
  readonly logicalId: string | undefined;
}

export interface ReadDefinition {
  readonly definition: Definition;
  readonly type: MachineType;
}

/** @throws CommandError, in one line, when there is none, or it is not valid */
export async function readDefinition(request: DefinitionRequest): Promise<ReadDefinition> {
  const { file, substitutions } = request;
  const text = await request.read(file);
  const { value } = readLocated(text, file);
  if (value === undefined || !isTemplate(value)) {
    const filled = readLocated(fillText(text, substitutions), file);
    return parse(file, { value: getValue(file, filled), type: "STANDARD", substitutions });
  }
  const found = chooseDefinition(findDefinitions(value), request);
  const known = new Map([...found.substitutions, ...substitutions]);
  const type = found.type ?? "STANDARD";
  return parse(file, { value: await readValue(found, known, request), type, substitutions: known });
}

function chooseDefinition(
  definitions: readonly TemplateDefinition[],
  { file, logicalId }: DefinitionRequest,
): TemplateDefinition {
  const idOf = ({ path }: TemplateDefinition) => path[1] ?? "";
  const ids = definitions.map(idOf);
  const chosen = definitions.find((each) => idOf(each) === (logicalId ?? ids[0]));
  if (ids.length === 0) throw new CommandError(`${file} has no state machine with a definition.`);
  if (chosen && (logicalId !== undefined || ids.length === 1)) return chosen;
  throw new UsageError(`name one of ${file} with --state-machine: ${ids.join(", ")}`);
}

async function readValue(
  { source }: TemplateDefinition,
  substitutions: Substitutions,
  { file, read }: DefinitionRequest,
): Promise<Json> {
  if (source.kind === "value") return source.value;
  if (source.kind === "text") {
    return getValue(file, readJson(fillText(source.text, substitutions)));
  }
  const path = join(dirname(file), source.file);
  return getValue(path, readLocated(fillText(await read(path), substitutions), path));
}

function getValue(file: string, { value, problems }: LocatedText): Json {
  const first = problems.find(({ severity }) => severity === "ERROR");
  if (value !== undefined && first === undefined) return value;
  const { message = "", line } = first ?? {};
  throw invalid(file, `${message}${line === undefined ? "" : ` in line ${line}`}`);
}

function parse(
  file: string,
  options: {
    readonly value: Json;
    readonly type: MachineType;
    readonly substitutions: Substitutions;
  },
): ReadDefinition {
  const { value, type, substitutions } = options;
  const text = JSON.stringify(standInForResources(fillPlaceholders(value, substitutions)));
  const { definition, diagnostics } = parseDefinition(text, type);
  if (definition) return { definition, type };
  const [first] = diagnostics;
  const hint = hasPlaceholder(text)
    ? "; --substitute NAME=VALUE says what a placeholder stands for"
    : "";
  throw invalid(file, `${first?.message ?? ""} at ${first?.location ?? "/"}${hint}`);
}

function invalid(file: string, problem: string): CommandError {
  return new CommandError(
    `${file} is no valid definition: ${problem} (countersign validate ${file} shows everything).`,
  );
}
