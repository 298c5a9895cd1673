import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newId } from "../../base/ulid.ts";
import { chooseVersion, mainVersion } from "./alias-routes.ts";

const split = (first: number) =>
  [
    { version: 1, weight: first },
    { version: 2, weight: 100 - first },
  ] as const;

describe("chooseVersion()", () => {
  it("leads the same execution to the same version", () => {
    for (let index = 0; index < 50; index++) {
      const id = newId(1_000);
      assert.equal(chooseVersion(split(50), id), chooseVersion(split(50), id));
    }
  });

  it("shares executions out by weight", () => {
    const ids = Array.from({ length: 4_000 }, (_, index) => `execution ${index}`);
    const first = ids.filter((id) => chooseVersion(split(80), id) === 1).length;
    assert(first > 3_100 && first < 3_300, `${first} of 4000 at 80 %`);
  });

  it("leaves a version of weight 0 alone", () => {
    for (let index = 0; index < 500; index++) {
      assert.equal(chooseVersion(split(100), `${index}`), 1);
      assert.equal(chooseVersion(split(0), `${index}`), 2);
    }
  });
});

describe("mainVersion()", () => {
  it("is the one with the greater weight, of equals the first", () => {
    assert.deepEqual(
      [60, 50, 40].map((weight) => mainVersion(split(weight))),
      [1, 1, 2],
    );
  });
});
