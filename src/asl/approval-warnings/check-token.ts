import type { TaskState } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { isCallback, requestOf } from "./callback.ts";
import { isTokenPath, mayHoldToken, mayYieldToken } from "./find-token.ts";
import type { PlacedState } from "./list-states.ts";
import { listTexts, type TemplateText } from "./list-texts.ts";
import { warning } from "./warning.ts";

/** A task that waits for its token hands the token out. */
export function checkToken(place: PlacedState): readonly Diagnostic[] {
  if (!isCallback(place)) return [];
  const { field, template } = requestOf(place);
  const texts = listTexts(template ?? null);
  if (place.language === "JSONata") {
    if (texts.some(({ text }) => mayYieldToken(text))) return [];
    const plain = texts.find(({ text }) => text.trim() === "$states.context.Task.Token");
    return [warn(place, field, plain && `${quoteKey(plain)} needs "{% ${plain.text} %}"`)];
  }
  const isInput = mayInputHold(place.state, template === undefined);
  if (isInput === "whole") return [];
  const expressions = texts.filter(({ key }) => key?.endsWith(".$"));
  if (expressions.some(({ text }) => mayHoldToken(text, isInput))) return [];
  const plain = texts.find(({ key, text }) => !key?.endsWith(".$") && isPlainToken(text));
  return [warn(place, field, plain && `${quoteKey(plain)} must be called "${plain.key}.$"`)];
}

/** Whether the state's input holds the token, and is the whole of what is sent. */
function mayInputHold({ InputPath: path }: TaskState, isRequest: boolean): boolean | "whole" {
  const mayHold = typeof path === "string" && path.startsWith("$$") && isTokenPath(path);
  return mayHold && isRequest ? "whole" : mayHold;
}

function isPlainToken(text: string): boolean {
  return text.trim() === "$$.Task.Token";
}

function quoteKey({ key }: TemplateText): string {
  return key === undefined ? "the text" : `"${key}"`;
}

function warn(place: PlacedState, field: string, why: string | undefined): Diagnostic {
  const token =
    place.language === "JSONata" ? '"{% $states.context.Task.Token %}"' : '"$$.Task.Token"';
  const reason = why === undefined ? `no part of ${field} is ${token}` : `in ${field}, ${why}`;
  return warning(
    "APPROVAL_TOKEN_NOT_SENT",
    `The task token never reaches the message, so that nobody can answer: ${reason}`,
    place.location,
  );
}
