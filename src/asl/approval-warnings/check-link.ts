// A token in a link has to survive as a part of a URL. AWS's tokens are Base64, whose `+`, `/` and `=`
// do not; those of this server hold none of them, so that a definition that works here fails there.

import type { Diagnostic } from "../diagnostic.ts";
import type { Argument } from "../intrinsics/call.ts";
import { findCall } from "../intrinsics/parse-call.ts";
import { isCallback, requestOf } from "./callback.ts";
import type { PlacedState } from "./list-states.ts";
import { listTexts } from "./list-texts.ts";
import { warning } from "./warning.ts";

/** What stands before a value in a URL: `?token=`, `&token=`, or the `/` of a path. */
const BEFORE_VALUE = /(?:[?&][\w.~-]+=|https?:\/\/[^\s"'<>]+\/)$/i;

/** No URL is longer, and the pattern looks at each beginning of one. */
const URL_LENGTH_MAX = 2000;

const MESSAGE =
  "A link holds the task token as it is: this server's tokens are made for that, but those of AWS " +
  'may hold "+", "/" and "=", which get lost in a URL; ';

const ADVICE = {
  JSONPath: "use States.Base64Encode($$.Task.Token) and decode it where the link leads",
  JSONata: "use $encodeUrlComponent($states.context.Task.Token)",
};

export function checkLink(place: PlacedState): readonly Diagnostic[] {
  if (!isCallback(place)) return [];
  const { template } = requestOf(place);
  const isRaw = place.language === "JSONata" ? concatenatesToken : formatsToken;
  const hasRaw = listTexts(template ?? null).some(
    ({ key, text }) => (place.language === "JSONata" || key?.endsWith(".$")) && isRaw(text),
  );
  if (!hasRaw) return [];
  const message = MESSAGE + ADVICE[place.language];
  return [warning("APPROVAL_LINK_NOT_ENCODED", message, place.location)];
}

function formatsToken(text: string): boolean {
  const call = findCall(text);
  return call !== undefined && argumentFormatsToken(call);
}

function argumentFormatsToken(argument: Argument): boolean {
  if (argument.kind !== "call") return false;
  // What an encoding makes of a text is no link any more.
  if (argument.name === "States.Base64Encode" || argument.name === "States.Hash") return false;
  if (argument.name === "States.Format" && hasRawToken(argument.arguments)) return true;
  return argument.arguments.some(argumentFormatsToken);
}

function hasRawToken([pattern, ...values]: readonly Argument[]): boolean {
  if (pattern?.kind !== "string") return false;
  const parts = pattern.raw.split(/(?<!\\)\{\}/);
  return values.some(
    (value, index) =>
      value.kind === "path" && value.text === "$$.Task.Token" && isBeforeValue(parts[index] ?? ""),
  );
}

const CONCATENATION =
  /(?<quote>["'])(?<before>[^"']*)\k<quote>\s*&\s*\$states\.context\.Task\.Token\b/g;

function concatenatesToken(text: string): boolean {
  if (!text.startsWith("{%")) return false;
  return [...text.matchAll(CONCATENATION)].some(({ groups }) =>
    isBeforeValue(groups?.["before"] ?? ""),
  );
}

function isBeforeValue(text: string): boolean {
  return BEFORE_VALUE.test(text.slice(-URL_LENGTH_MAX));
}
