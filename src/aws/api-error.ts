/**
 * An error of an AWS operation, under AWS's own name. Thrown by operations, encoded only by
 * `protocols/`. `code` is the name in the service model (`ExecutionDoesNotExist`, `NotFound`).
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members of the error's shape (`reason`, `resourceName`). */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: { readonly status?: number; readonly members?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}
