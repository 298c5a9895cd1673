// JSON or YAML text to a value with the places of everything in it. Bounded in size and depth, so that
// no file stalls the command.

import { readSource } from "../../aws/cloudformation/read-source.ts";
import { explainJsonError } from "../../base/explain-json-error.ts";
import type { Json } from "../../base/json.ts";
import { maskPlaceholders } from "./fill-placeholders.ts";
import type { Finding } from "./finding.ts";
import { locateJson } from "./locate-json.ts";
import type { LocatedText } from "./located-text.ts";

/** AWS takes no longer definition; this server no larger template. */
const CHARACTERS_MAX = 1_048_576;
/** As deep as definitions may be. */
const DEPTH_MAX = 500;

/** The name of the file decides where the text does not. */
export function readLocated(text: string, file: string): LocatedText {
  if (text.length > CHARACTERS_MAX) {
    const message = `The text has more than ${CHARACTERS_MAX} characters, which is AWS's limit`;
    return unreadable([error("TOO_LARGE", message)]);
  }
  return isYaml(text, file) ? readYaml(text) : readJson(text);
}

function isYaml(text: string, file: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  return !/\.json$/i.test(file) && !/^\s*[{[]/.test(text);
}

/** `${Name}` where a value is expected counts as one: deploying fills it in. */
export function readJson(text: string): LocatedText {
  const masked = maskPlaceholders(text).replace(/^\uFEFF/, " ");
  let value: Json;
  try {
    value = JSON.parse(masked) as Json;
  } catch {
    const { message, line, column } = explainJsonError(masked);
    return unreadable([{ ...error("INVALID_JSON_DESCRIPTION", message), line, column }]);
  }
  const places = locateJson(masked, DEPTH_MAX);
  if (places === undefined) {
    const message = `The definition is nested deeper than ${DEPTH_MAX} levels`;
    return unreadable([error("TOO_DEEPLY_NESTED", message)]);
  }
  const { placeOf, repeatedKeys } = places;
  const problems = repeatedKeys.map(({ key, place }): Finding => {
    const message = `The key "${key}" is repeated: only its last value counts`;
    return { severity: "WARNING", code: "DUPLICATE_KEY", message, ...place };
  });
  return { value, problems, placeOf };
}

function readYaml(text: string): LocatedText {
  const { value, problems, placeOf } = readSource(text);
  if (value !== undefined) return { value, problems: [], placeOf };
  return unreadable(
    problems.map(({ message, line, column }) => ({
      ...error("INVALID_YAML", message),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
    })),
  );
}

function unreadable(problems: readonly Finding[]): LocatedText {
  return { value: undefined, problems, placeOf: () => undefined };
}

function error(code: string, message: string): Finding {
  return { severity: "ERROR", code, message };
}
