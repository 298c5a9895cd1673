/** The database cannot be opened, read or written. The message is one line for an operator. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  /** The database cannot be reached now: the same call may succeed later. */
  readonly isUnavailable: boolean;

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly isUnavailable?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.isUnavailable = options.isUnavailable ?? false;
  }
}
