import assert from "node:assert/strict";
import { defined } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import type { Store } from "../store.ts";
import { createExecution, sampleExecution, sampleId } from "./samples.ts";
import { type Contract, write } from "./suite.ts";

const texts = {
  quotes: `it's "quoted" \`here\` and \\there\\; drop table executions; -- ? $1 :a @b %s`,
  "a umlaut, an emoji and a right-to-left word": "Überweisung 👩🏽‍💻 שלום e\u0301 \u2028 \uFEFF",
  "line ends and control characters": "a\r\nb\tc\u0001\u007f",
  nothing: "",
  "what looks like another type": "007",
  "a megabyte": "0123456789abcdeü".repeat(64 * 1024),
};

export const textsContract: Contract = {
  ...Object.fromEntries(
    Object.entries(texts).map(([what, text]) => [
      `keeps a text with ${what} exactly`,
      (store: Store) => keepsExactly(store, text),
    ]),
  ),

  "keeps `__proto__` and other odd keys of a progress as they are": async (store) => {
    const input = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3,"0":4}') as Json;
    const { progress } = sampleExecution();
    const frame = { ...defined(progress.frame, "frame"), input };
    await write(store, createExecution(1, { progress: { ...progress, frame } }));
    const found = await store.findExecution(sampleId(1));
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
