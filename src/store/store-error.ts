/** The database cannot be opened, read or written. The message is one line for an operator. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
