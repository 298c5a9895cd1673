import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openDirectoryFile } from "./directory-file.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "people.json");

let seconds = 1_000;
function write(text: string): void {
  writeFileSync(path, text);
  seconds += 1;
  utimesSync(path, seconds, seconds);
}

const silent = () => undefined;

test("a changed file counts at once, and a broken one not at all", () => {
  const warnings: string[] = [];
  const log = {
    debug: silent,
    info: silent,
    error: silent,
    warn: (_: object, message: string) => warnings.push(message),
  };
  const open = () => openDirectoryFile(path, { clock: () => 0, log });
  write('{"groups":{"a":["ann@example.com"]}}');
  const find = open();
  assert.equal(find().findApprovers("group:a")?.length, 1);
  write('{"groups":{"a":["ann@example.com","bob@example.com"]}}');
  assert.equal(find().findApprovers("group:a")?.length, 2);
  write("{");
  assert.equal(find().findApprovers("group:a")?.length, 2);
  assert.equal(warnings.length, 1);
  assert.throws(open, /people\.json is no directory of people: it holds no JSON\.$/);
});

test("without a file every address is a person", () => {
  const log = { debug: silent, info: silent, error: silent, warn: silent };
  const directory = openDirectoryFile(undefined, { clock: () => 0, log })();
  assert.deepEqual(directory.findApprovers("A@example.com"), [{ address: "a@example.com" }]);
});
