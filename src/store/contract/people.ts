import assert from "node:assert/strict";
import type { GroupRecord, PersonRecord } from "../identity-records.ts";
import type { Contract } from "./suite.ts";

const kept = { updatedAt: 1, updatedBy: "root" };
const ann: PersonRecord = { address: "ann@example.com", person: "{}", ...kept };
const bob: PersonRecord = { address: "bob@example.com", person: '{"name":"Bob"}', ...kept };
const board: GroupRecord = { name: "board", members: '["ann@example.com"]', ...kept };

export const peopleContract: Contract = {
  "keeps people and groups, in order, each once": async (store) => {
    await store.commit([
      [
        { kind: "putPerson", person: bob },
        { kind: "putPerson", person: ann },
        { kind: "putGroup", group: board },
      ],
    ]);
    assert.deepEqual(await store.listPeople(), [ann, bob]);
    assert.deepEqual(await store.listGroups(), [board]);
    const newer = { ...ann, person: '{"name":"Ann"}', updatedAt: 2, updatedBy: ann.address };
    const larger = { ...board, members: "[]", updatedAt: 2 };
    await store.commit([
      [
        { kind: "putPerson", person: newer },
        { kind: "putGroup", group: larger },
      ],
    ]);
    assert.deepEqual(await store.listPeople(), [newer, bob]);
    assert.deepEqual(await store.listGroups(), [larger]);
  },

  "removes people and groups that there are": async (store) => {
    await store.commit([
      [
        { kind: "putPerson", person: ann },
        { kind: "putGroup", group: board },
      ],
    ]);
    const remove = [
      [{ kind: "removePerson", address: ann.address }],
      [{ kind: "removeGroup", name: board.name }],
    ] as const;
    assert.deepEqual(await store.commit(remove), ["committed", "committed"]);
    assert.deepEqual(await store.commit(remove), ["refused", "refused"]);
    assert.deepEqual([await store.listPeople(), await store.listGroups()], [[], []]);
  },
};
