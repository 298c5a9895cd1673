import assert from "node:assert/strict";
import { test } from "node:test";
import { markupOf } from "../../base/html.ts";
import type { Json } from "../../base/json.ts";
import { openWeb } from "../testing.ts";
import { ENGLISH } from "./reader.ts";
import { describeAnswers } from "./request-status.ts";

test("it is told how many answers it takes, where that is fewer than are asked", async () => {
  const web = await openWeb();
  const approvers = ["ann@example.com", "bob@example.com", "cid@example.com"];
  const TOLD: readonly (readonly [need: Json, told: string])[] = [
    ["any", "0 of 3 so far; the first answer decides"],
    [1, "0 of 3 so far; the first answer decides"],
    [2, "0 of 3 so far; 2 equal answers decide"],
    [3, "0 of 3 so far"],
    ["all", "0 of 3 so far"],
  ];
  for (const [need, told] of TOLD) {
    const { approval } = await web.ask({ title: "T", stages: [{ name: "S", approvers, need }] });
    const text = markupOf(describeAnswers(approval, ENGLISH)).replaceAll(/<[^>]+>/g, "");
    assert.equal(text, told);
  }
});
