// Every route of the whole server, tried by everybody there is: what docs/security.md says, and nothing else,
// succeeds.

import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { FastifyInstance } from "fastify";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "0123456789abcdef" };
const BASIC = `Basic ${Buffer.from(Object.values(CREDENTIALS).join(":")).toString("base64")}`;
/** Those that clients can send. */
const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
const DENIED = [401, 403];

type Headers = Record<string, string>;
interface Route {
  readonly method: string;
  readonly url: string;
}
interface Attempt extends Route {
  readonly body: string | undefined;
  readonly headers: Headers;
}
/** Adds to a request what tells who sends it. */
type Sender = (attempt: Attempt) => Promise<Headers>;

const routes: Route[] = [];
const senders = new Map<string, Sender>();
let server: TestServer;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-access-"));
  const peopleFile = join(folder, "people.json");
  const roles = Object.fromEntries(
    ["viewer", "operator", "admin"].map((role) => [`${role}@example.com`, role]),
  );
  await writeFile(peopleFile, JSON.stringify({ people: [{ email: "person@example.com" }], roles }));
  subscribe("fastify.initialization", (message) => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ method, url }) => {
      for (const each of [method].flat()) {
        if (METHODS.includes(each)) routes.push({ method: each, url });
      }
    });
  });
  server = await startTestServer({ credentials: CREDENTIALS, peopleFile });
  senders.set("stranger", async () => ({}));
  for (const name of ["person", "viewer", "operator", "admin"])
    senders.set(name, await signIn(name));
  senders.set("key", async (attempt) =>
    isForPrograms(attempt) ? signatureOf(attempt) : { authorization: BASIC },
  );
  for (const scope of ["read", "decide", "admin"]) {
    const authorization = `Bearer ${await makeToken(scope)}`;
    senders.set(`token ${scope}`, async () => ({ authorization }));
  }
});

after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function isForPrograms({ method, url }: Route): boolean {
  return url.startsWith("/api/") || (method === "POST" && url === "/");
}

function call(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(server.url + path, { redirect: "manual", ...options });
}

const FORM = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
};

async function signIn(name: string): Promise<Sender> {
  const address = `${name}@example.com`;
  const asked = await call("/sign-in", {
    method: "POST",
    headers: FORM,
    body: `address=${address}`,
  });
  const mailbox = await (await call("/mailbox", { headers: { authorization: BASIC } })).text();
  const id = /mailbox\/([0-9a-z]{26})/.exec(mailbox)?.[1];
  const raw = await call(`/mailbox/${id}/raw`, { headers: { authorization: BASIC } });
  // Soft line breaks of quoted-printable may cut the link.
  const link = /\/sign-in\/[\w-]{43}/.exec((await raw.text()).replaceAll("=\r\n", ""))?.[0] ?? "";
  const headers = { ...FORM, cookie: cookieIn(asked) };
  const session = cookieIn(await call(link, { method: "POST", headers }));
  const inbox = await (await call("/inbox", { headers: { cookie: session } })).text();
  const formToken = /name="form-token" value="([\w-]+)"/.exec(inbox)?.[1] ?? "";
  assert.notEqual(formToken, "", name);
  return async () => ({ cookie: session, "x-form-token": formToken });
}

function cookieIn(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
}

async function makeToken(scope: string): Promise<string> {
  const body = JSON.stringify({ name: scope, scopes: [scope], days: 1 });
  const headers = { "content-type": "application/json" };
  const attempt = { method: "POST", url: "/api/tokens", body, headers };
  const signature = await signatureOf(attempt);
  const made = await call("/api/tokens", { method: "POST", body, headers: signature });
  return ((await made.json()) as { readonly token: string }).token;
}

async function signatureOf({ body, headers, method, url }: Attempt): Promise<Headers> {
  const { host, hostname } = new URL(server.url);
  const service = "countersign";
  const scope = { service, region: "us-east-1", credentials: CREDENTIALS, sha256: Sha256 };
  const signed = await new SignatureV4(scope).sign({
    ...{ method, hostname, protocol: "http:", path: url, headers: { ...headers, host } },
    ...(body === undefined ? {} : { body }),
  });
  const { host: _, ...others } = signed.headers;
  return others;
}

/** By `METHOD /path`, who may. */
async function readTable(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(new URL("../../docs/security.md", import.meta.url), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  const head = rows.find(([first]) => first === "route") ?? [];
  const table = new Map<string, readonly string[]>();
  for (const [first = "", ...cells] of rows.filter((row) => row.length === head.length)) {
    const who = head.slice(1).filter((_, index) => cells[index] === "yes");
    for (const [, route = ""] of first.matchAll(/`([A-Z]+ \/[^`]*)`/g)) table.set(route, who);
  }
  return table;
}

async function attempt({ method, url }: Route, sender: Sender): Promise<number> {
  const path = url.replaceAll(/:\w+/g, "none").replaceAll("*", "none");
  const isForm = !isForPrograms({ method, url });
  const hasBody = method !== "GET" && method !== "HEAD" && method !== "DELETE";
  const headers: Headers = isForm
    ? FORM
    : { "content-type": url === "/" ? "application/x-amz-json-1.0" : "application/json" };
  if (url === "/") headers["x-amz-target"] = "AWSStepFunctions.ListStateMachines";
  const body = !hasBody ? undefined : isForm ? "" : "{}";
  const sent = { method, url: path, headers, body };
  const { "x-form-token": formToken, ...known } = await sender(sent);
  const { status } = await call(path, {
    method,
    headers: { ...headers, ...known },
    ...(body !== undefined && { body: formToken ? `form-token=${formToken}` : body }),
  });
  return status;
}

test("every route is open to those that the table names, and to nobody else", async () => {
  const table = await readTable();
  const wrong: string[] = [];
  // Those that end the session of whoever tries them come last.
  const isLast = ({ url }: Route) => url.startsWith("/sign-out");
  const inOrder = [...routes.filter((route) => !isLast(route)), ...routes.filter(isLast)];
  for (const route of inOrder) {
    const name = `${route.method === "HEAD" ? "GET" : route.method} ${route.url}`;
    const allowed = table.get(name);
    if (!allowed) wrong.push(`${name} is not in the table`);
    const statuses = new Set<number>();
    for (const [who, sender] of senders) {
      if (isLast(route) && who !== "stranger" && !who.startsWith("token")) continue;
      const status = await attempt(route, sender);
      // Whoever tries too many links waits, whoever they are.
      if (status !== 429) statuses.add(status);
      // AWS's protocol refuses with the status of any error.
      const isAllowed = name === "POST /" ? status === 200 : !DENIED.includes(status);
      const isForAll = allowed?.length === senders.size;
      if (allowed && !isForAll && isAllowed !== allowed.includes(who)) {
        wrong.push(`${route.method} ${route.url}: ${who} gets ${status}`);
      }
      assert.ok(status < 500, `${name}: ${who} gets ${status}`);
    }
    // What is for everybody makes no difference between them.
    if (allowed?.length === senders.size && statuses.size > 1) {
      wrong.push(`${name} answers ${[...statuses].join(", ")}`);
    }
  }
  assert.deepEqual(wrong, []);
  const known = new Set(routes.map(({ method, url }) => `${method} ${url}`));
  assert.deepEqual(
    [...table.keys()].filter((name) => !known.has(name)),
    [],
    "of no route",
  );
});

test("a stranger's token, and one that is revoked, are good for nothing", async () => {
  const token = await makeToken("read");
  const read = (value: string) =>
    call("/api/tasks", { headers: { authorization: `Bearer ${value}` } });
  assert.equal((await read(token)).status, 200);
  assert.equal((await read(`${token}x`)).status, 401);
  const admin = `Bearer ${await makeToken("admin")}`;
  const list = await call("/api/tokens", { headers: { authorization: admin } });
  const text = await list.text();
  assert.ok(!text.includes(token));
  const { tokens } = JSON.parse(text) as { tokens: { id: string; name: string }[] };
  const last = tokens.findLast(({ name }) => name === "read");
  const revoke = () =>
    call(`/api/tokens/${last?.id}`, { method: "DELETE", headers: { authorization: admin } });
  assert.equal((await revoke()).status, 200);
  assert.equal((await read(token)).status, 401);
  assert.equal((await revoke()).status, 404);
});
