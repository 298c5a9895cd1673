import assert from "node:assert/strict";
import type { ApiTokenRecord, SessionRecord, SignInRecord } from "../identity-records.ts";
import type { Contract } from "./suite.ts";

const signIn: SignInRecord = {
  hash: "link-1",
  browserHash: "browser-1",
  address: "ann@example.com",
  expiresAt: 100,
};
const session: SessionRecord = {
  hash: "session-1",
  address: "ann@example.com",
  method: "mail",
  createdAt: 10,
  seenAt: 10,
  expiresAt: 1_000,
};
const token: ApiTokenRecord = {
  hash: "token-1",
  id: "a",
  name: "ci",
  scopes: "read decide",
  createdBy: "root",
  createdAt: 10,
  expiresAt: 1_000,
  revokedAt: null,
};
const { expiresAt: _, ...use } = signIn;

export const identityContract: Contract = {
  "lets a sign-in be used once, by its browser, in time": async (store) => {
    await store.commit([[{ kind: "createSignIn", signIn, at: 10 }]]);
    assert.deepEqual(await store.findSignIn("link-1"), signIn);
    const outcomes = await store.commit([
      [{ kind: "useSignIn", ...use, browserHash: "other", at: 50 }],
      [{ kind: "useSignIn", ...use, address: "bob@example.com", at: 50 }],
      [{ kind: "useSignIn", ...use, at: 100 }],
      [
        { kind: "useSignIn", ...use, at: 99 },
        { kind: "createSession", session },
      ],
      [
        { kind: "useSignIn", ...use, at: 99 },
        { kind: "createSession", session: { ...session, hash: "session-2" } },
      ],
    ]);
    assert.deepEqual(outcomes, ["refused", "refused", "refused", "committed", "refused"]);
    assert.deepEqual(await store.findSession("session-1"), session);
    assert.equal(await store.findSession("session-2"), undefined);
  },

  "forgets sign-ins and sessions that have expired when somebody asks again": async (store) => {
    await store.commit([
      [{ kind: "createSignIn", signIn, at: 10 }],
      [{ kind: "createSession", session }],
    ]);
    const again = { ...signIn, hash: "link-2", expiresAt: 2_000 };
    await store.commit([[{ kind: "createSignIn", signIn: again, at: 1_000 }]]);
    assert.equal(await store.findSignIn("link-1"), undefined);
    assert.equal(await store.findSession("session-1"), undefined);
    assert.deepEqual(await store.findSignIn("link-2"), again);
  },

  "ends one session, or all of an address": async (store) => {
    const others = ["session-2", "session-3"].map((hash) => ({ ...session, hash }));
    const foreign = { ...session, hash: "session-4", address: "bob@example.com" };
    await store.commit(
      [session, ...others, foreign].map((each) => [{ kind: "createSession", session: each }]),
    );
    await store.commit([
      [{ kind: "seeSession", hash: "session-2", at: 77 }],
      [{ kind: "endSession", hash: "session-1" }],
    ]);
    assert.equal(await store.findSession("session-1"), undefined);
    assert.equal((await store.findSession("session-2"))?.seenAt, 77);
    await store.commit([[{ kind: "endSessionsOf", address: "ann@example.com" }]]);
    assert.equal(await store.findSession("session-3"), undefined);
    assert.deepEqual(await store.findSession("session-4"), foreign);
  },

  "keeps tokens and revokes each once": async (store) => {
    const second = { ...token, hash: "token-2", id: "b" };
    await store.commit([
      [{ kind: "createApiToken", token: second }],
      [{ kind: "createApiToken", token }],
    ]);
    assert.deepEqual(await store.listApiTokens({ limit: 1 }), [token]);
    assert.deepEqual(await store.listApiTokens({ limit: 9, after: "a" }), [second]);
    const outcomes = await store.commit([
      [{ kind: "revokeApiToken", id: "a", at: 50 }],
      [{ kind: "revokeApiToken", id: "a", at: 60 }],
      [{ kind: "revokeApiToken", id: "none", at: 60 }],
    ]);
    assert.deepEqual(outcomes, ["committed", "refused", "refused"]);
    assert.deepEqual(await store.findApiToken("token-1"), { ...token, revokedAt: 50 });
  },
};
