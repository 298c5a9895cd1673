import assert from "node:assert/strict";
import type { Json } from "../../base/json.ts";
import type { Store } from "../store.ts";
import {
  createExecution,
  SAMPLE_FRAME,
  SAMPLE_PROGRESS,
  sampleId,
  sampleTopic,
} from "./samples.ts";
import { type Contract, write } from "./suite.ts";

const texts = {
  quotes: `it's "quoted" \`here\` and \\there\\; drop table executions; -- ? $1 :a @b %s`,
  "a umlaut, an emoji and a right-to-left word": "Überweisung 👩🏽‍💻 שלום e\u0301 \u2028 \uFEFF",
  "line ends and control characters": "a\r\nb\tc\u0001\u007f",
  nothing: "",
  "what looks like another type": "007",
  "a NUL, and what an escape of it might look like":
    "\u0000a\u0000\u0001\u0001b\u0001\u0002\u0002\\u0000",
};
const megabyte = "0123456789abcdeü".repeat(64 * 1024);

export const textsContract: Contract = {
  ...Object.fromEntries(
    Object.entries(texts).map(([what, text]) => [
      `keeps a text with ${what} exactly`,
      (store: Store) => keepsExactly(store, text),
    ]),
  ),

  "keeps a text of a megabyte exactly": async (store) => {
    await write(store, { kind: "createSetting", key: "text", value: megabyte });
    assert.equal(await store.findSetting("text"), megabyte);
  },

  // https://www.rfc-editor.org/rfc/rfc3629#section-3
  "keeps half of a surrogate pair, which UTF-8 does not have, as U+FFFD": async (store) => {
    await write(store, { kind: "createSetting", key: "text", value: "a\ud800b" });
    assert.equal(await store.findSetting("text"), "a\ufffdb");
  },

  "sorts names by code point": async (store) => {
    const names = ["B", "Z", "a", "b", "Ä", "ä", "\uffee", "👩"];
    for (const name of [...names].reverse()) {
      await write(store, { kind: "createTopic", topic: sampleTopic({ name }) });
    }
    const listed = await store.listTopics({ limit: 10 });
    assert.deepEqual(
      listed.map(({ name }) => name),
      names,
    );
    const rest = await store.listTopics({ after: "ä", limit: 10 });
    assert.deepEqual(
      rest.map(({ name }) => name),
      names.slice(-2),
    );
  },

  "keeps `__proto__` and other odd keys of a progress as they are": async (store) => {
    const input = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3,"0":4}') as Json;
    const frame = { ...SAMPLE_FRAME, input };
    await write(store, createExecution(1, {}, { ...SAMPLE_PROGRESS, frame }));
    const found = await store.findProgress(sampleId(1));
    assert.equal(JSON.stringify(found?.progress.frame?.input), JSON.stringify(input));
  },

  "keeps JSON text as it was written, not as it would be printed": async (store) => {
    const input = '{ "amount": 1.50, "amount": 2e0, "big": 12345678901234567890 }';
    await write(store, createExecution(1, { input }));
    assert.equal((await store.findExecution(sampleId(1)))?.input, input);
  },
};

async function keepsExactly(store: Store, text: string): Promise<void> {
  await write(store, { kind: "createSetting", key: "text", value: text });
  await write(store, { kind: "createSetting", key: `key ${text}`, value: "found" });
  assert.equal(await store.findSetting("text"), text);
  assert.equal(await store.findSetting(`key ${text}`), "found");
}
