// The directory in a file, read again when the file has changed. A file that has become wrong changes
// nothing: what was read last goes on to count, and the log says why.

import { readFileSync, statSync } from "node:fs";
import type { Clock } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { Log } from "../telemetry/log.ts";
import { type Directory, NO_DIRECTORY } from "./directory.ts";
import { type ParsedDirectory, type People, parseDirectory } from "./parse-directory.ts";

export type FindDirectory = () => Directory;

/** @throws Error when the file cannot be used at the start; its message is one line for the operator. */
export function openDirectoryFile(
  path: string | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): FindDirectory {
  if (path === undefined) return () => NO_DIRECTORY;
  let changedMs = modifiedMs(path);
  let people: People = readPeople(path);
  return () => {
    const now = modifiedMs(path);
    if (now !== changedMs) {
      changedMs = now;
      try {
        people = readPeople(path);
        log.info({ path }, "people and groups were read again");
      } catch (error) {
        log.warn({ path, error }, "people and groups stay as they were read before");
      }
    }
    return people(clock());
  };
}

function readPeople(path: string): People {
  const parsed = parseFile(path);
  if (parsed.kind === "directory") return parsed.people;
  throw new Error(`${path} is no directory of people: ${parsed.problems.join("; ")}.`);
}

function parseFile(path: string): ParsedDirectory {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { kind: "problems", problems: ["it cannot be read"] };
  }
  try {
    return parseDirectory(JSON.parse(text) as Json);
  } catch {
    return { kind: "problems", problems: ["it holds no JSON"] };
  }
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
