/** A template that cannot be evaluated with what it was given. Its message holds no data. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
