import { createHash } from "node:crypto";
import { ArgumentProblem, checkLength, type Intrinsic, stringAt, valueAt } from "./intrinsic.ts";

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

/** States.Hash(data, algorithm): in hexadecimal, of a string's text or of other data's JSON text. */
export const hash: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const data = valueAt(values, 0);
    const algorithm = ALGORITHMS.get(stringAt(values, 1));
    if (algorithm === undefined) {
      throw new ArgumentProblem(
        `The algorithm must be one of ${[...ALGORITHMS.keys()].join(", ")}.`,
      );
    }
    const text = checkLength(typeof data === "string" ? data : JSON.stringify(data));
    return createHash(algorithm).update(text, "utf8").digest("hex");
  },
};
