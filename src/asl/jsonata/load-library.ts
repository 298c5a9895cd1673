import { createRequire } from "node:module";
import type jsonata from "jsonata";
import { onFirstUse } from "../../base/on-first-use.ts";

/** Loaded with the first expression: a server whose machines speak JSONPath starts without. */
export const loadLibrary = onFirstUse(
  () => createRequire(import.meta.url)("jsonata") as typeof jsonata,
);
