import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createCheckedLookup, isAllowedAddress, isAllowedHost } from "./check-address.ts";

const OPEN = { allowsPrivateAddresses: true };
const CLOSED = { allowsPrivateAddresses: false };

describe("the address policy", () => {
  test("never allows link-local addresses and metadata services", () => {
    const metadata = ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254"];
    for (const address of [...metadata, "100.100.100.200", "0.0.0.0", "::", "224.0.0.1"]) {
      assert.equal(isAllowedAddress(OPEN, address), false, address);
    }
  });

  test("allows private networks unless told otherwise", () => {
    for (const address of ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "::ffff:10.0.0.1"]) {
      assert.equal(isAllowedAddress(OPEN, address), true, address);
      assert.equal(isAllowedAddress(CLOSED, address), false, address);
    }
    assert.equal(isAllowedAddress(CLOSED, "8.8.8.8"), true);
    assert.equal(isAllowedAddress(CLOSED, "2606:4700::1111"), true);
  });

  test("reads the host of a URL however the address is written", () => {
    for (const url of ["http://[::1]/", "http://2130706433/", "http://0x7f.1/"]) {
      assert.equal(isAllowedHost(CLOSED, new URL(url).hostname), false, url);
    }
    assert.equal(isAllowedHost(CLOSED, "example.com"), true);
  });

  test("checks what a name resolves to at the moment of connecting", async () => {
    const resolve = (policy: typeof OPEN) =>
      new Promise<string>((done) => {
        createCheckedLookup(policy)("localhost", { family: 4 }, (error, address) =>
          done(error === null ? String(address) : error.message),
        );
      });
    assert.equal(await resolve(OPEN), "127.0.0.1");
    assert.equal(await resolve(CLOSED), "the endpoint's network address is not allowed");
  });
});
