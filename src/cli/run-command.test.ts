import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { COMMAND_NAMES } from "./commands.ts";
import { runCommand } from "./run-command.ts";
import { createTestTerminal } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-cli-"));
after(() => rmSync(folder, { recursive: true }));

async function run(words: readonly string[], given: Parameters<typeof createTestTerminal>[0] = {}) {
  const terminal = createTestTerminal(given);
  const code = await runCommand(words, "1.2.3", terminal);
  return { code, printed: terminal.printed(), noted: terminal.noted() };
}

test("without a command the overview is shown, and that is a wrong call", async () => {
  const { code, printed } = await run([]);
  assert.equal(code, 2);
  for (const name of COMMAND_NAMES) assert.match(printed, new RegExp(`^  ${name} `, "m"));
});

test("every command explains itself, with options and examples that begin with it", async () => {
  for (const name of COMMAND_NAMES) {
    for (const words of [
      [name, "--help"],
      [name, "-h"],
      ["help", name],
    ]) {
      const { code, printed, noted } = await run(words);
      assert.deepEqual([code, noted], [0, ""], name);
      assert.match(printed, new RegExp(`^Usage: countersign ${name} `, "m"));
      assert.match(printed, /^ {2}--help +Show this help\.$/m);
      assert.match(printed, /^Examples:\n {2}.*countersign/m);
      for (const line of printed.split("\n")) assert.ok(line.length <= 120, line);
    }
  }
});

test("the version is the package's", async () => {
  assert.equal((await run(["--version"])).printed, "1.2.3\n");
});

test("a mistyped command is one line with the command that was meant", async () => {
  assert.deepEqual(await run(["depoly", "x"]), {
    code: 2,
    printed: "",
    noted: 'Unknown command "depoly": did you mean deploy?\n',
  });
});

test("missing and superfluous operands are wrong calls", async () => {
  assert.equal((await run(["start"])).noted, "Usage: countersign start STATE-MACHINE\n");
  const { code, noted } = await run(["describe", "a", "b"]);
  assert.deepEqual([code, noted], [2, 'countersign describe has no use for "b".\n']);
});

test("a server that is not there is one line that says what to do", async () => {
  const { code, printed, noted } = await run(["executions", "--url", await closedUrl()]);
  assert.deepEqual([code, printed], [1, ""]);
  assert.match(noted, /^No server answers at http:.*"countersign serve", or give --url\.\n$/);
});

test("something else that answers is told from a server", async () => {
  const other = createServer((_request, response) => response.end("<html>hello"));
  const url = await listen(other);
  const { code, noted } = await run(["tasks", "--url", url]);
  other.close();
  assert.equal(code, 1);
  assert.match(noted, /answered 200 and no JSON: is it a Countersign server\?\n$/);
});

test("something that ends the connection is told in words", async () => {
  const other = createServer((request) => request.socket.destroy());
  const url = await listen(other);
  const { code, noted } = await run(["tasks", "--url", url]);
  other.close();
  assert.deepEqual([code, noted], [1, `${url} could not be reached: it ended the connection.\n`]);
});

test("half a key is a wrong call, whichever way it comes", async () => {
  const environment = { AWS_ACCESS_KEY_ID: "AKID" };
  const { code, noted } = await run(["tasks"], { environment });
  assert.equal(code, 2);
  assert.match(noted, /give both or none/);
});

test("all problems of the server's settings are told at once", async () => {
  const { code, noted } = await run(["serve", "--port", "x", "--account-id", "1"]);
  assert.equal(code, 2);
  assert.equal(noted.trim().split("\n").length, 2);
});

test("input that is no JSON never reaches a server", async () => {
  const { code, noted } = await run(["start", "x", "--input", "{a"]);
  assert.equal(code, 2);
  assert.match(noted, /^--input is no JSON: /);
});

test("input comes from a file or from standard input as well", async () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, "[1,");
  assert.match((await run(["start", "x", "--input", `@${broken}`])).noted, /is no JSON/);
  assert.match((await run(["start", "x", "--input", "-"], { input: "?" })).noted, /is no JSON/);
  const { code, noted } = await run(["start", "x", "--input", "@/no/such/file"]);
  assert.deepEqual([code, noted], [1, "/no/such/file cannot be read: there is no such file.\n"]);
});

describe("deploy", () => {
  test("names the file that the template refers to and that is not there", async () => {
    const template = join(folder, "template.yaml");
    writeFileSync(
      template,
      "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n" +
        "    Properties: { DefinitionUri: m.asl.json }\n",
    );
    const { code, noted } = await run(["deploy", template, "--url", await closedUrl()]);
    assert.equal(code, 1);
    assert.equal(noted, `${join(folder, "m.asl.json")} cannot be read: there is no such file.\n`);
  });

  test("wants parameters as Name=Value", async () => {
    const { code, noted } = await run(["deploy", "t.yaml", "--parameter-overrides", "Address"]);
    assert.deepEqual(
      [code, noted],
      [2, '--parameter-overrides takes Name=Value, not "Address".\n'],
    );
  });
});

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

async function closedUrl(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}
