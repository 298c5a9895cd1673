import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { registerHostCheck } from "./host-check.ts";

async function openApp() {
  const app = fastify();
  registerHostCheck(app, { publicUrl: () => "https://approvals.example.com/sub" });
  app.get("/mailbox", async () => "mails");
  app.post("/", async () => "aws");
  await app.ready();
  return app;
}

test("a server without credentials answers pages to its own names only", async () => {
  const app = await openApp();
  const statusFor = async (host: string) =>
    (await app.inject({ url: "/mailbox", headers: { host } })).statusCode;
  for (const host of [
    "127.0.0.1:8080",
    "localhost:8080",
    "LOCALHOST",
    "[::1]:8080",
    "approvals.example.com",
  ]) {
    assert.equal(await statusFor(host), 200, host);
  }
  for (const host of ["rebound.attacker.example:8080", "127.0.0.1.attacker.example"]) {
    assert.equal(await statusFor(host), 421, host);
  }
});

test("AWS's protocols answer to any name", async () => {
  const app = await openApp();
  const headers = { host: "sync-localhost:8080" };
  assert.equal((await app.inject({ method: "POST", url: "/", headers })).statusCode, 200);
});
