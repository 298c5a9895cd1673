import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openMemoryStore } from "../store/open-store.ts";
import { openDirectory } from "./directory-file.ts";

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
const NO_LOG = { debug: silent, info: silent, error: silent, warn: silent };
const KEPT = { updatedAt: 1, updatedBy: "root" };

test("a changed file counts at once, and a broken one not at all", async () => {
  const warnings: string[] = [];
  const log = { ...NO_LOG, warn: (_: object, message: string) => warnings.push(message) };
  const store = await openMemoryStore();
  const open = () => openDirectory(path, { clock: () => 0, log, store });
  write('{"groups":{"a":["ann@example.com"]}}');
  const { findDirectory: find } = await open();
  assert.equal(find().findApprovers("group:a")?.length, 1);
  write('{"groups":{"a":["ann@example.com","bob@example.com"]}}');
  assert.equal(find().findApprovers("group:a")?.length, 2);
  write("{");
  assert.equal(find().findApprovers("group:a")?.length, 2);
  assert.equal(warnings.length, 1);
  await assert.rejects(open, /people\.json is no directory of people: it holds no JSON\.$/);
});

test("without a file every address is a person", async () => {
  const store = await openMemoryStore();
  const opened = await openDirectory(undefined, { clock: () => 0, log: NO_LOG, store });
  const directory = opened.findDirectory();
  assert.deepEqual(directory.findApprovers("A@example.com"), [{ address: "a@example.com" }]);
});

test("what is stored counts where the file says nothing, and the file wins", async () => {
  write(
    JSON.stringify({
      people: [{ email: "Ann@example.com", timeZone: "Europe/Berlin" }],
      groups: { a: ["ann@example.com"] },
      roles: { "Ann@example.com": "viewer" },
    }),
  );
  const store = await openMemoryStore();
  const delegate = { to: "bob@example.com", from: "1970-01-01", until: "1970-01-02" };
  const ann = { timeZone: "UTC", role: "admin", delegate };
  await store.commit([
    [
      {
        kind: "putPerson",
        person: { address: "ann@example.com", person: JSON.stringify(ann), ...KEPT },
      },
      {
        kind: "putPerson",
        person: { address: "cid@example.com", person: '{"role":"operator"}', ...KEPT },
      },
      { kind: "putGroup", group: { name: "a", members: '["eve@example.com"]', ...KEPT } },
      { kind: "putGroup", group: { name: "b", members: '["cid@example.com"]', ...KEPT } },
    ],
  ]);
  const { findDirectory } = await openDirectory(path, { clock: () => 0, log: NO_LOG, store });
  const directory = findDirectory();
  assert.equal(directory.findRole?.("ann@example.com"), "viewer");
  assert.equal(directory.findRole?.("cid@example.com"), "operator");
  assert.equal(directory.findProfile?.("ann@example.com")?.timeZone, "Europe/Berlin");
  assert.deepEqual(directory.findApprovers("group:a"), [
    { address: "bob@example.com", inPlaceOf: "ann@example.com" },
  ]);
  assert.deepEqual(directory.findApprovers("group:b"), [{ address: "cid@example.com" }]);
});
