// The command line against a real server over HTTP, signed and unsigned.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../src/cli/run-command.ts";
import { createServerClient } from "../../src/cli/server-client.ts";
import { createTestTerminal } from "../../src/cli/testing.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type Server, startServer } from "../../src/server.ts";
import { createLog } from "../../src/telemetry/create-log.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/expense-approval/", import.meta.url));
const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a-secret-of-good-length" };
const SIGNING = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
};
const WAITER = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 3600, Next: "End" }, End: { Type: "Succeed" } },
};

const folder = mkdtempSync(join(tmpdir(), "countersign-command-line-"));
let server: Server;

before(async () => {
  const flags = {
    port: "0",
    data: folder,
    "access-key-id": CREDENTIALS.accessKeyId,
    "secret-access-key": CREDENTIALS.secretAccessKey,
  };
  const outcome = parseConfig(flags, {});
  assert.ok("config" in outcome);
  const log = createLog({
    level: "warn",
    form: "lines",
    write: (line) => process.stderr.write(line),
  });
  server = await startServer({ config: outcome.config, log, version: "9.8.7" });
  const client = createServerClient({
    url: server.address,
    credentials: CREDENTIALS,
    region: "eu-central-1",
  });
  await client.callStepFunctions("CreateStateMachine", {
    name: "Waiter",
    definition: JSON.stringify(WAITER),
    roleArn: "arn:aws:iam::000000000000:role/r",
  });
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]) {
  const terminal = createTestTerminal({ environment: SIGNING, clock: Date.now });
  const code = await runCommand([...words, "--url", server.address], "1.2.3", terminal);
  return { code, printed: terminal.printed(), noted: terminal.noted() };
}

async function print(...words: string[]): Promise<string> {
  const { code, printed, noted } = await run(...words);
  assert.deepEqual({ code, noted }, { code: 0, noted: "" });
  return printed;
}

describe("a server that wants signatures", () => {
  test("refuses calls without one, and with a wrong one", async () => {
    for (const environment of [{}, { ...SIGNING, AWS_SECRET_ACCESS_KEY: "another-one" }]) {
      for (const command of ["executions", "tasks"]) {
        const terminal = createTestTerminal({ environment });
        const words = [command, "--url", server.address];
        assert.equal(await runCommand(words, "1.2.3", terminal), 1);
        assert.match(
          terminal.noted(),
          /^(MissingAuthenticationToken|InvalidSignature|SignatureDoesNotMatch)/,
        );
      }
    }
  });
});

describe("executions", () => {
  test("are started, listed, described and told by name", async () => {
    const arn = (await print("start", "Waiter", "--name", "one", "--input", '{"a": 1}')).trim();
    assert.match(arn, /^arn:aws:states:us-east-1:000000000000:execution:Waiter:one$/);
    assert.match(await print("executions"), /^one +Waiter +RUNNING +just now$/m);
    assert.match(await print("executions", "--status", "failed"), /^No executions\.$/m);
    assert.match(await print("describe", "one"), /^Input +\{"a": 1\}$/m);
    assert.match(await print("history", arn), /^1 +\S+Z +ExecutionStarted/m);
  });

  test("come as JSON with readable instants", async () => {
    const { executions } = JSON.parse(await print("executions", "--json"));
    assert.match(executions[0].startDate, /^\d{4}-\d\d-\d\dT/);
    const described = JSON.parse(await print("describe", "one", "--json"));
    assert.equal(described.status, "RUNNING");
  });

  test("and machines that do not exist are told in one line", async () => {
    assert.equal((await run("describe", "two")).noted, 'There is no execution "two".\n');
    assert.equal(
      (await run("start", "Waitre")).noted,
      'There is no state machine "Waitre": did you mean Waiter?\n',
    );
  });

  test("keep the words of the server when it refuses", async () => {
    const { code, noted } = await run("start", "Waiter", "--name", "not/allowed");
    assert.equal(code, 1);
    assert.match(noted, /^(InvalidName|ValidationException): /);
  });
});

describe("nodes", () => {
  test("are listed with what they are at work on", async () => {
    const [heads = "", line = "", ...others] = (await print("nodes")).trimEnd().split("\n");
    assert.match(heads, /^ID +HOST +VERSION +STATUS +STARTED +LAST SEEN +AT WORK ON$/);
    assert.match(line, /^n-[0-9a-f]{12} \* +\S+:\d+ +9\.8\.7 +serving +just now +just now$/);
    assert.deepEqual(others, []);
    const { nodes } = JSON.parse(await print("nodes", "--json"));
    assert.equal(nodes[0].pid, process.pid);
    assert.deepEqual(nodes[0].leases, { tasks: 0, deliveries: 0, mapRuns: 0 });
  });
});

describe("a stack", () => {
  const template = join(EXAMPLE, "template.yaml");

  test("is deployed with the files it refers to, and its task is answered", async () => {
    const deployed = await print("deploy", template);
    assert.match(deployed, /^Stack expense-approval is deployed\.$/m);
    assert.match(deployed, /^ExpenseApproval +AWS::Serverless::StateMachine +created +arn:/m);
    assert.match(deployed, /^StateMachineArn +arn:aws:states:/m);

    const report = `@${join(EXAMPLE, "report.json")}`;
    await print("start", "expense-approval", "--name", "two", "--input", report);
    const [task] = await waitForTasks();
    assert.equal(task?.approver, "manager@example.com");
    assert.match(await print("tasks"), /^\S+ +Expense report ER98765 by Jane Doe +manager@/m);
    assert.match(await print("approve", task?.id ?? "", "--comment", "Fine"), /^Recorded: Approve/);
    assert.match(await print("describe", "two"), /^Status +SUCCEEDED$/m);
    const again = await run("decline", task?.id ?? "");
    assert.equal(again.code, 1);
    assert.match(again.noted, /Nothing was recorded/);
  });

  test("is deployed again in place, and deleted", async () => {
    assert.match(await print("deploy", template), /^ExpenseApproval .* unchanged +arn:/m);
    await print("delete-stack", "expense-approval");
    const { code, noted } = await run("delete-stack", "expense-approval");
    assert.equal(code, 1);
    assert.match(noted, /^StackNotFound: /);
  });
});

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(holds());
}

async function waitForTasks(): Promise<{ id: string; approver?: string }[]> {
  for (let tries = 0; tries < 50; tries++) {
    const { tasks } = JSON.parse(await print("tasks", "--json"));
    if (tasks.length > 0) return tasks;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return [];
}

test("the demonstration mails a link, runs again on the same data, and ends when told", async () => {
  const data = join(folder, "demo");
  for (let round = 0; round < 2; round++) {
    const terminal = createTestTerminal();
    const words = ["demo", "--port", "0", "--data", data, "--approver", "me@example.com"];
    const ended = runCommand(words, "1.2.3", terminal);
    await waitUntil(() => /^ {2}http:\S+\/approvals\/[\w-]{43}$/m.test(terminal.printed()));
    assert.match(terminal.printed(), /aws stepfunctions start-execution --endpoint-url http:/);
    terminal.stop();
    assert.equal(await ended, 0, terminal.noted());
  }
});

test("a port in use is told in one line, and the data directory is free again", async () => {
  const data = join(folder, "other");
  const port = new URL(server.address).port;
  const terminal = createTestTerminal();
  assert.equal(await runCommand(["serve", "--port", port, "--data", data], "1.2.3", terminal), 1);
  assert.match(terminal.noted(), /^Port \d+ of 127\.0\.0\.1 is in use: .*\n$/);
  const free = createTestTerminal();
  const served = runCommand(["serve", "--port", "0", "--data", data], "1.2.3", free);
  free.stop();
  assert.equal(await served, 0);
  assert.match(free.printed(), /^Countersign listens on http:\/\/127\.0\.0\.1:\d+ \(unsigned/);
});

test("a data directory of another server is told in one line", async () => {
  const terminal = createTestTerminal();
  assert.equal(await runCommand(["serve", "--port", "0", "--data", folder], "1.2.3", terminal), 1);
  assert.match(terminal.noted(), /^Cannot open the database .*\n$/);
});

describe("people", () => {
  test("and groups are put, listed and removed", async () => {
    const put = ["people", "put", "Ann@example.com", "--name", "Ann", "--role", "viewer"];
    const absence = [
      "--delegate",
      "bob@example.com",
      "--from",
      "2026-01-01",
      "--until",
      "2026-01-09",
    ];
    await print(...put, "--time-zone", "Europe/Berlin", ...absence);
    await print("people", "put", "group:board", "--member", "ann@example.com", "bob@example.com");
    const listed = await print("people", "list");
    assert.match(listed, /^ann@example\.com +Ann +Europe\/Berlin +viewer$/m);
    assert.match(listed, /^group:board +ann@example\.com, bob@example\.com$/m);
    const { people } = JSON.parse(await print("people", "list", "--json"));
    assert.equal(people[0].delegate.to, "bob@example.com");
    await print("people", "remove", "ann@example.com");
    await print("people", "remove", "group:board");
    assert.match((await run("people", "remove", "group:board")).noted, /^NotFound: /);
    assert.match((await run(...put, "--role", "king")).noted, /^InvalidRequest: role /);
    assert.equal((await run(...put, "--delegate", "bob@example.com")).code, 2);
  });
});

describe("a form", () => {
  test("is filled in on the command line, in the types that it asks for", async () => {
    const client = createServerClient({
      url: server.address,
      credentials: CREDENTIALS,
      region: "eu-central-1",
    });
    const { id = "" } = await client.callApi("POST", "/api/approvals", {
      approval: {
        title: "Purchase",
        approver: "ann@example.com",
        details: { amount: 100 },
        form: { properties: { count: { type: "integer" }, centre: { type: "string" } } },
        editable: { properties: { amount: { type: "number", maximum: 100 } } },
      },
    });
    const approve = (...words: string[]) =>
      run("approve", String(id), "--comment", "By phone", ...words);
    assert.match((await approve("--value", "count=many")).noted, /count: This has to be a number/);
    assert.match((await approve("--value", "colour=red")).noted, /There is no such field/);
    assert.match((await approve("--change", "amount=101")).noted, /must not be more than 100/);
    assert.equal((await approve("--value", "count")).code, 2);
    const done = await approve("--value", "count=2", "centre=12", "--change", "amount=90");
    assert.equal(done.code, 0, done.noted);
    const { result } = await client.callApi("GET", `/api/approvals/${String(id)}`);
    const { changes, effective, values } = result as Record<string, unknown>;
    assert.deepEqual(
      [values, changes, effective],
      [{ count: 2, centre: "12" }, { amount: { proposed: 100, decided: 90 } }, { amount: 90 }],
    );
  });
});
