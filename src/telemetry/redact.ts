// Takes out of a log entry what must never be read by whoever reads logs: whatever is called like a
// secret, and whatever has the form of a task token or a link id, wherever it stands. It is the last
// line: the parts do not log such things in the first place.

const REDACTED = "[redacted]";

const SECRET_NAME =
  /token|secret|password|passwd|authorization|cookie|credential|signature|link|smtpurl/i;

/** A run of base64url as long as a link id (43) or a task token (up to 64), or longer. */
const SECRET_TEXT = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{40,}={0,2}(?![A-Za-z0-9_-])/g;

/** The user and password of a URL. */
const URL_CREDENTIALS = /(?<=[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]+@/gi;

const DEPTH_MAX = 6;

/** The text without tokens, link ids and passwords of URLs. */
export function redactText(text: string): string {
  return text.replace(URL_CREDENTIALS, `${REDACTED}@`).replace(SECRET_TEXT, (run) => {
    return isHarmless(run) ? run : REDACTED;
  });
}

/** A copy fit for the log. Errors become their name, message and stack. */
export function redactFields(fields: object): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "[deep]";
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactObject(value, depth + 1);
}

function redactObject(source: object, depth: number): Record<string, unknown> {
  if (source instanceof Error) return redactError(source, depth);
  const entries = Object.entries(source).map(([key, value]) => [
    key,
    SECRET_NAME.test(key) && mayHoldText(value) ? REDACTED : redactValue(value, depth),
  ]);
  return Object.fromEntries(entries);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}

function mayHoldText(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null);
}

/**
 * Whether a long run is words with hyphens, as names of machines and executions often are. A random
 * link id or token without any capital is less likely than one in a thousand million.
 */
function isHarmless(run: string): boolean {
  return /^[a-z0-9-]+$/.test(run) && run.includes("-");
}
