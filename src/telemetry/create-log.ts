// The writer of the log: JSON lines for machines, short lines for a person at a terminal. Both pass
// the same redaction.

import pino from "pino";
import type { Log } from "./log.ts";
import { redactFields, redactText } from "./redact.ts";

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** `lines` for people, `json` for machines. */
  readonly form: "lines" | "json";
  readonly write: (line: string) => void;
}

export function createLog({ level, form, write }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields),
      },
      // The `err` serialiser would run after the redaction and print the error anew.
      serializers: {},
    },
    { write: form === "json" ? write : (line) => write(renderLine(line)) },
  );
  return {
    debug: (fields, message) => logger.debug(fields, redactText(message)),
    info: (fields, message) => logger.info(fields, redactText(message)),
    warn: (fields, message) => logger.warn(fields, redactText(message)),
    error: (fields, message) => logger.error(fields, redactText(message)),
  };
}

/** `12:34:56 warn  message key=value`, and below it the stacks of errors. */
function renderLine(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${renderField(value)}`);
  const head = [String(time).slice(11, 19), String(level).padEnd(5), msg ?? "", ...rest];
  const stacks = Object.values(fields).filter(isLoggedError);
  const lines = [head.join(" ").trimEnd(), ...stacks.map(({ stack }) => stack)];
  return `${lines.join("\n")}\n`;
}

function renderField(value: unknown): string {
  if (isLoggedError(value)) return value.type;
  return typeof value === "string" && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

function isLoggedError(value: unknown): value is { readonly type: string; readonly stack: string } {
  return typeof value === "object" && value !== null && "stack" in value && "type" in value;
}
