// Sign-ins, sessions and tokens of programs.

import type { Database } from "../database.ts";
import type { ApiTokenRecord, SessionRecord, SignInRecord } from "../identity-records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const signIns = describeTable("sign_ins", ["hash"], ["browserHash", "address", "expiresAt"]);
const sessions = describeTable(
  "sessions",
  ["hash"],
  ["address", "method", "createdAt", "seenAt", "expiresAt"],
);
const tokens = describeTable(
  "api_tokens",
  ["hash"],
  ["id", "name", "scopes", "createdBy", "createdAt", "expiresAt", "revokedAt"],
);

const USE_SIGN_IN =
  "delete from sign_ins where hash = ? and browser_hash = ? and address = ? and expires_at > ?";
const FORGET_SIGN_INS = "delete from sign_ins where expires_at <= ?";
const FORGET_SESSIONS = "delete from sessions where expires_at <= ?";
const SEE_SESSION = "update sessions set seen_at = ? where hash = ?";
const END_SESSION = "delete from sessions where hash = ?";
const END_SESSIONS = "delete from sessions where address = ?";
const REVOKE = "update api_tokens set revoked_at = ? where id = ? and revoked_at is null";

export const identityWriters: Pick<
  Writers,
  | "createSignIn"
  | "useSignIn"
  | "createSession"
  | "seeSession"
  | "endSession"
  | "endSessionsOf"
  | "createApiToken"
  | "revokeApiToken"
> = {
  createSignIn: ({ signIn, at }) => ({
    statements: [
      statement(FORGET_SIGN_INS, at),
      statement(FORGET_SESSIONS, at),
      statement(signIns.insert, ...signIns.values({ ...signIn })),
    ],
  }),
  useSignIn: ({ hash, browserHash, address, at }) => ({
    guard: statement(USE_SIGN_IN, hash, browserHash, address, at),
  }),
  createSession: ({ session }) => ({
    statements: [statement(sessions.insert, ...sessions.values({ ...session }))],
  }),
  seeSession: ({ hash, at }) => ({ statements: [statement(SEE_SESSION, at, hash)] }),
  endSession: ({ hash }) => ({ statements: [statement(END_SESSION, hash)] }),
  endSessionsOf: ({ address }) => ({ statements: [statement(END_SESSIONS, address)] }),
  createApiToken: ({ token }) => ({
    statements: [statement(tokens.insert, ...tokens.values({ ...token }))],
  }),
  revokeApiToken: ({ id, at }) => ({ guard: statement(REVOKE, at, id) }),
};

export function identityQueries(
  database: Database,
): Pick<Store, "findSignIn" | "findSession" | "findApiToken" | "listApiTokens"> {
  return {
    async findSignIn(hash) {
      const sql = `select ${signIns.columns} from sign_ins where hash = ?`;
      return (await database.read<SignInRecord>(sql, [hash]))[0];
    },
    async findSession(hash) {
      const sql = `select ${sessions.columns} from sessions where hash = ?`;
      return (await database.read<SessionRecord>(sql, [hash]))[0];
    },
    async findApiToken(hash) {
      const sql = `select ${tokens.columns} from api_tokens where hash = ?`;
      return (await database.read<ApiTokenRecord>(sql, [hash]))[0];
    },
    listApiTokens: ({ after, limit }) =>
      database.read<ApiTokenRecord>(
        `select ${tokens.columns} from api_tokens where id > ? order by id limit ?`,
        [after ?? "", limit],
      ),
  };
}
