// The directory: a file, read again when it has changed, over what is stored. A file that has become wrong
// changes nothing: what was read last goes on to count, and the log says why.

import { readFileSync, statSync } from "node:fs";
import type { Clock, Instant } from "../base/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { createPeople, type People } from "./directory/create-people.ts";
import type { Directory } from "./directory.ts";
import { mergeDirectories, NO_STORED_PEOPLE, type StoredPeople } from "./people.ts";

export type FindDirectory = () => Directory;

export interface OpenDirectory {
  readonly findDirectory: FindDirectory;
  /** What the file holds; nothing without one. */
  readonly file: () => JsonObject;
  /** All of it, as a file would hold it. */
  readonly whole: () => JsonObject;
  /** Reads again what is stored; to be called when that has changed. */
  refresh(): Promise<void>;
}

export interface OpenDirectoryDeps {
  readonly store: Pick<Store, "isShared" | "listGroups" | "listPeople">;
  readonly clock: Clock;
  readonly log: Log;
}

/** So long other servers on the same database may not know yet what one of them has stored. */
const STALE_MS = 2_000;

/** @throws Error when the file cannot be used at the start; its message is one line for the operator. */
export async function openDirectory(
  path: string | undefined,
  { store, clock, log }: OpenDirectoryDeps,
): Promise<OpenDirectory> {
  let peopleOf = path === undefined ? nobody : await loadPeopleOf();
  let changedMs = path === undefined ? 0 : modifiedMs(path);
  let file = path === undefined ? {} : readFile(path, peopleOf);
  let stored = NO_STORED_PEOPLE;
  let readAt: Instant = clock();
  let people = peopleOf(file);

  async function refresh(): Promise<void> {
    readAt = clock();
    const [listed, groups] = await Promise.all([store.listPeople(), store.listGroups()]);
    if (listed.length + groups.length > 0) peopleOf = await loadPeopleOf();
    rebuild(file, { people: listed, groups });
  }

  function rebuild(newFile: JsonObject, newStored: StoredPeople): void {
    people = peopleOf(mergeDirectories(newFile, newStored));
    file = newFile;
    stored = newStored;
  }

  function lookAtFile(named: string): void {
    const now = modifiedMs(named);
    if (now === changedMs) return;
    changedMs = now;
    try {
      rebuild(readFile(named, peopleOf), stored);
      log.info({ path: named }, "people and groups were read again");
    } catch (error) {
      log.warn({ path: named, error }, "people and groups stay as they were read before");
    }
  }

  function update(): void {
    if (path !== undefined) lookAtFile(path);
    if (!store.isShared || Math.abs(clock() - readAt) < STALE_MS) return;
    refresh().catch((error: unknown) => log.warn({ error }, "people were not read again"));
  }

  await refresh();
  return {
    findDirectory: () => {
      update();
      return people(clock());
    },
    file: () => {
      update();
      return file;
    },
    whole: () => {
      update();
      return mergeDirectories(file, stored);
    },
    refresh,
  };
}

/** @throws Error when the directory is none */
type PeopleOf = (directory: JsonObject) => People;

/** Where nothing is known of anybody. */
const nobody: PeopleOf = () => createPeople({});

/** Loaded with the first directory that says something: its schemas would lengthen the start of every server. */
async function loadPeopleOf(): Promise<PeopleOf> {
  const { parseDirectory } = await import("./parse-directory.ts");
  return (directory) => {
    const parsed = parseDirectory(directory);
    if (parsed.kind === "directory") return parsed.people;
    throw new Error(parsed.problems.join("; "));
  };
}

/** @throws Error */
function readFile(path: string, peopleOf: PeopleOf): JsonObject {
  const directory = parseFile(path);
  try {
    peopleOf(directory);
  } catch (error) {
    throw unusable(path, (error as Error).message);
  }
  return directory;
}

function parseFile(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw unusable(path, "it cannot be read");
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw unusable(path, "it holds no JSON");
  }
  if (!isJsonObject(value)) throw unusable(path, "it holds no object");
  return value;
}

function unusable(path: string, problem: string): Error {
  return new Error(`${path} is no directory of people: ${problem}.`);
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
