/**
 * The server has as much to do as it will take on. Thrown before a body is read; each door tells it in its
 * own words, all of which mean: come back.
 */
export class OverloadError extends Error {
  override readonly name = "OverloadError";
  /** What fastify answers where nobody else does. */
  readonly statusCode = 503;

  constructor() {
    super("too many requests are under way");
  }
}
