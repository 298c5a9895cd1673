import { createHash } from "node:crypto";
import { ArgumentProblem, checkLength, type Intrinsic, stringAt, valueAt } from "./intrinsic.ts";

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

/** In hexadecimal, of the text in UTF-8; `undefined` for an unknown algorithm. */
export function hashText(text: string, algorithm: string): string | undefined {
  const name = ALGORITHMS.get(algorithm);
  return name && createHash(name).update(text, "utf8").digest("hex");
}

/** States.Hash(data, algorithm): in hexadecimal, of a string's text or of other data's JSON text. */
export const hash: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const data = valueAt(values, 0);
    const text = checkLength(typeof data === "string" ? data : JSON.stringify(data));
    const digest = hashText(text, stringAt(values, 1));
    if (digest !== undefined) return digest;
    const known = [...ALGORITHMS.keys()].join(", ");
    throw new ArgumentProblem(`The algorithm must be one of ${known}.`);
  },
};
