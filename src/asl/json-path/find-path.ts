import { rememberParsed } from "../syntax/remember.ts";
import { parsePath } from "./parse-path.ts";

/** The path that a text is, `undefined` when it is none. */
export const findPath = rememberParsed(parsePath);
