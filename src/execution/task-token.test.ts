import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeId, encodeId } from "../base/ulid.ts";
import { mintTaskToken, readTaskToken } from "./task-token.ts";

const secrets = fc.uint8Array({ minLength: 1, maxLength: 200 });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const references = fc
  .tuple(bytes(16).map(encodeId), fc.nat())
  .map(([executionId, task]) => ({ executionId, task }));

describe("task tokens", () => {
  it("can be read by whoever has the secret, and by nobody else", () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), references, (secret, other, reference) => {
        const token = mintTaskToken(secret, reference);
        assert.match(token, /^[\w-]{60}$/);
        assert.deepEqual(readTaskToken(secret, token), reference);
        fc.pre(!Buffer.from(secret).equals(other));
        assert.equal(readTaskToken(other, token), undefined);
      }),
    );
  });

  it("end with an HMAC of what they name", () => {
    fc.assert(
      fc.property(secrets, references, (secret, { executionId, task }) => {
        const number = Buffer.alloc(4);
        number.writeUInt32BE(task);
        const body = Buffer.concat([Uint8Array.of(1), decodeId(executionId), number]);
        const mac = createHmac("sha256", secret).update(body).digest().subarray(0, 24);
        const token = Buffer.concat([body, mac]).toString("base64url");
        assert.equal(mintTaskToken(secret, { executionId, task }), token);
      }),
    );
  });

  it("are refused when one character is another", () => {
    const secret = Buffer.alloc(32, 7);
    const token = mintTaskToken(secret, { executionId: encodeId(new Uint8Array(16)), task: 1 });
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === "x" ? "y" : "x";
      const altered = token.slice(0, index) + other + token.slice(index + 1);
      assert.equal(readTaskToken(secret, altered), undefined, altered);
    }
  });
});
