/**
 * Structured logging as the parts use it. Fields never hold tokens, secrets, payloads or whole URLs;
 * what slips through under a known name is redacted by the writer.
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
