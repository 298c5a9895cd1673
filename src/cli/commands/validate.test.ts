import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { cpuMs, MOMENT_MS } from "../../../test/support/cpu-time.ts";
import { runCommand } from "../run-command.ts";
import { createTestTerminal } from "../testing.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const EXAMPLE = join(ROOT, "examples/expense-approval");
const SAMPLE = join(ROOT, "test/samples/stepfunctions-sns-apigw-human-review");

const folder = mkdtempSync(join(tmpdir(), "countersign-validate-"));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function validate(...words: readonly string[]) {
  const terminal = createTestTerminal();
  const code = await runCommand(["validate", ...words], "1.2.3", terminal);
  return { code, noted: terminal.noted(), lines: terminal.printed().trimEnd().split("\n") };
}

/** The lines about one file, without the folder. */
async function check(name: string, text: string, ...options: readonly string[]) {
  const { code, lines } = await validate(write(name, text), ...options);
  return { code, lines: lines.map((line) => line.replaceAll(`${folder}/`, "")) };
}

async function fromInput(input: string, ...options: readonly string[]) {
  const terminal = createTestTerminal({ input });
  const code = await runCommand(["validate", "-", ...options], "1.2.3", terminal);
  return { code, printed: terminal.printed() };
}

const GOOD = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';

const PATIENT = `StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::sns:publish.waitForTaskToken
    Parameters:
      TopicArn: arn:aws:sns:us-east-1:000000000000:T
      Message.$: $$.Task.Token
    End: true
`;

const MISSPELT = `{
  "StartAt": "Frist",
  "States": {
    "First": {
      "Type": "Pass",
      "ResultPth": "$.a",
      "Next": "Last/2"
    },
    "Last/2": {
      "Type": "Pass",
      "Parameters": { "deep": [{ "a.$": "no path" }] },
      "End": true
    }
  }
}
`;

describe("countersign validate", () => {
  it("takes the examples and AWS's sample", async () => {
    const files = [join(EXAMPLE, "template.yaml"), join(SAMPLE, "template.yaml")];
    const { code, lines } = await validate(...files);
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(0, 3), [
      `${files[0]}: ok`,
      `${join(EXAMPLE, "statemachine/expense-approval.asl.json")}: ok`,
      `${files[1]}: ok`,
    ]);
    assert.match(lines[3] ?? "", /definition\.json:19:9: warning APPROVAL_WITHOUT_TIMEOUT /);
    assert.equal(lines.length, 4);
  });

  it("names every problem with its line and column, and what was probably meant", async () => {
    const { code, lines } = await check("misspelt.asl.json", MISSPELT);
    assert.equal(code, 1);
    const place = "misspelt.asl.json";
    assert.deepEqual(
      new Set(lines),
      new Set([
        `${place}:6:7: error SCHEMA_VALIDATION_FAILED Field 'ResultPth' is not supported; did you mean 'ResultPath'? (/States/First)`,
        `${place}:11:34: error SCHEMA_VALIDATION_FAILED The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call (/States/Last/2/Parameters)`,
        `${place}:2:3: error MISSING_TRANSITION_TARGET Missing 'Next' target: Frist; did you mean 'First'? (/StartAt)`,
        `${place}:4:5: error MISSING_TRANSITION_TARGET State "First" is not reachable. (/States/First)`,
        `${place}:9:5: error MISSING_TRANSITION_TARGET State "Last/2" is not reachable. (/States/Last/2)`,
      ]),
    );
  });

  it("does the same for YAML", async () => {
    const text = PATIENT.replace("End: true", "Ende: true\n    TimeoutSecond: 5");
    const { lines } = await check("misspelt.asl.yaml", text);
    assert.ok(lines.some((line) => line.startsWith("misspelt.asl.yaml:9:5: error ")));
    assert.ok(lines.some((line) => /:10:5: .*did you mean 'TimeoutSeconds'\?/.test(line)));
  });

  it("exits with 0 for warnings, and with 1 when asked to be strict", async () => {
    const { code, lines } = await check("patient.asl.yaml", PATIENT);
    assert.equal(code, 0);
    assert.match(lines[0] ?? "", /^patient\.asl\.yaml:3:3: warning APPROVAL_WITHOUT_TIMEOUT /);
    assert.equal((await check("patient.asl.yaml", PATIENT, "--strict")).code, 1);
    assert.equal((await check("good.json", GOOD, "--strict")).code, 0);
  });

  it("warns about sound states beside those with errors", async () => {
    const other = "  Other:\n    Type: Succeed\n    Colour: red\n";
    const { lines } = await check("both.yaml", PATIENT + other);
    assert.match(lines.join("\n"), /warning APPROVAL_WITHOUT_TIMEOUT/);
    const { lines: own } = await check(
      "own.yaml",
      PATIENT.replace("End:", "TimeoutSecond: 5\n    End:"),
    );
    assert.doesNotMatch(own.join("\n"), /warning/);
  });

  it("checks what EXPRESS machines may not do", async () => {
    assert.equal((await check("patient.yaml", PATIENT, "--type", "EXPRESS")).code, 1);
    const { code, noted } = await validate("--type", "express", "x.json");
    assert.deepEqual([code, noted], [2, '--type takes STANDARD or EXPRESS, not "express".\n']);
    assert.equal((await validate()).code, 2);
  });

  it("prints JSON for programs", async () => {
    const files = [write("good.json", GOOD), write("bad.json", MISSPELT)];
    const { code, lines } = await validate("--json", ...files);
    assert.equal(code, 1);
    const { results } = JSON.parse(lines.join("\n"));
    assert.deepEqual(results[0], { file: files[0], isValid: true, diagnostics: [] });
    assert.equal(results[1].isValid, false);
    assert.deepEqual(results[1].diagnostics[0], {
      severity: "ERROR",
      code: "SCHEMA_VALIDATION_FAILED",
      message: "Field 'ResultPth' is not supported",
      location: "/States/First",
      line: 6,
      column: 7,
      suggestion: "ResultPath",
    });
  });

  it("reads standard input, JSON or YAML", async () => {
    assert.deepEqual(await fromInput(GOOD), { code: 0, printed: "-: ok\n" });
    const { code, printed } = await fromInput(PATIENT);
    assert.equal(code, 0);
    assert.match(printed, /^-:3:3: warning /);
    assert.equal((await fromInput("")).code, 1);
  });

  it("goes on after a file that cannot be read", async () => {
    const { code, lines } = await validate(join(folder, "nowhere.json"), write("good.json", GOOD));
    assert.equal(code, 1);
    assert.match(lines[0] ?? "", /nowhere\.json: error FILE_NOT_READABLE .*no such file\.$/);
    assert.match(lines[1] ?? "", /good\.json: ok$/);
  });

  it("runs as a program", () => {
    const program = join(ROOT, "bin/countersign.mjs");
    const run = (...words: string[]) => spawnSync(process.execPath, [program, ...words]);
    const { status, stdout } = run("validate", write("bad.json", MISSPELT));
    assert.equal(status, 1);
    assert.match(String(stdout), /bad\.json:6:7: error SCHEMA_VALIDATION_FAILED /);
    const help = String(run("validate", "--help").stdout);
    for (const option of ["--type", "--strict", "--json"]) assert.ok(help.includes(option));
  });
});

describe("countersign validate on placeholders", () => {
  it("takes what deploying fills in for right", async () => {
    const { code, lines } = await check(
      "placeholders.asl.json",
      `{"StartAt": "A", "TimeoutSeconds": \${Limit}, "States": {
        "A": {"Type": "Task", "Resource": "\${FunctionArn}", "TimeoutSeconds": "\${T}", "Next": "B"},
        "B": {"Type": "Task", "Resource": "arn:\${AWS::Partition}:states:::sns:publish",
          "Parameters": {"TopicArn": "\${TopicArn}", "Message.$": "\${Path}"}, "Next": "C"},
        "C": {"Type": "Wait", "Seconds": \${Delay}, "End": true}}}`,
    );
    assert.deepEqual([code, lines], [0, ["placeholders.asl.json: ok"]]);
  });

  it("takes no substitution for right that is known", async () => {
    write(
      "known/m.asl.json",
      GOOD.replace('"Succeed"', '"Task", "Resource": "${Arn}", "End": true'),
    );
    const template = (arn: string) =>
      check(
        "known/template.yaml",
        `Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: m.asl.json
      DefinitionSubstitutions: { Arn: ${arn} }
`,
      );
    assert.equal((await template("!GetAtt Function.Arn")).code, 0);
    assert.equal((await template("arn:aws:states:::sns:publish")).code, 0);
    assert.equal((await template("arn:aws:states:::sns:publis.sync")).code, 1);
  });

  it("still finds the problems beside them", async () => {
    const text =
      '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${S}, "Edn": true}}}';
    const { code, lines } = await check("beside.asl.json", text);
    assert.equal(code, 1);
    assert.match(lines.join("\n"), /beside\.asl\.json:1:68: .*'Edn'.*did you mean 'End'/);
  });
});

describe("countersign validate on templates", () => {
  const MACHINE = `    Type: AWS::Serverless::StateMachine
    Properties:
`;

  it("reads inline definitions, with the functions of CloudFormation in them", async () => {
    const { code, lines } = await check(
      "inline/template.yaml",
      `Resources:
  Work:
    Type: AWS::Serverless::Function
  Machine:
${MACHINE}      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: !Sub arn:\${AWS::Partition}:states:::sns:publish.waitForTaskToken
            Parameters:
              TopicArn: !Ref Topic
              Message.$: $$.Task.Token
            Next: Wrok
          Work:
            Type: Task
            Resource: !GetAtt Work.Arn
            End: true
`,
    );
    assert.equal(code, 1);
    const text = lines.join("\n");
    assert.match(text, /^inline\/template\.yaml:16:13: error MISSING_.*did you mean 'Work'\?/m);
    assert.match(text, /^inline\/template\.yaml:10:11: warning APPROVAL_WITHOUT_TIMEOUT/m);
  });

  it("reads the file that DefinitionUri names, with its substitutions and type", async () => {
    write("uri/machine.asl.yaml", PATIENT.replace("sns:publish.waitForTaskToken", "sns:${Api}"));
    const { code, lines } = await check(
      "uri/template.yaml",
      `Resources:
  Machine:
${MACHINE}      DefinitionUri: ./machine.asl.yaml
      Type: EXPRESS
      DefinitionSubstitutions:
        Api: publish.waitForTaskToken
`,
    );
    assert.equal(code, 1);
    assert.equal(lines[0], "uri/template.yaml: ok");
    assert.match(lines[1] ?? "", /^uri\/machine\.asl\.yaml:5:5: error .*Express/);
  });

  it("says where a file that is missing is named", async () => {
    const template = `Resources:\n  M:\n${MACHINE}      DefinitionUri: gone.asl.json\n`;
    const { code, lines } = await check("missing/template.yaml", template);
    assert.equal(code, 1);
    assert.match(lines[0] ?? "", /^missing\/template\.yaml:5:7: error FILE_NOT_READABLE .*gone/);
  });

  it("reads DefinitionString, and places its problems in the template", async () => {
    const states =
      '          "States": {"A": {"Type": "Task", "Resource": "${Function.Arn}", "Edn": true}}';
    const { lines } = await check(
      "text/template.yaml",
      `Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {
          "StartAt": "A",
${states}
        }
`,
    );
    const place = `text/template.yaml:8:${states.indexOf('"Edn"') + 1}: error`;
    assert.ok(lines.some((line) => line.startsWith(place) && line.includes("did you mean 'End'?")));
  });

  it("says when there is nothing to check", async () => {
    const { code, lines } = await check(
      "none.yaml",
      "Resources:\n  T:\n    Type: AWS::SNS::Topic\n",
    );
    assert.deepEqual([code, lines], [0, ["none.yaml: ok, no state machine in it"]]);
  });

  it("warns about a key that is there twice, of which the last counts, as for the server", async () => {
    const twice = '{"StartAt": "B",\n "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';
    const { code, lines } = await check("twice.json", twice);
    const message = 'The key "StartAt" is repeated: only its last value counts';
    assert.deepEqual([code, lines], [0, [`twice.json:2:2: warning DUPLICATE_KEY ${message}`]]);
  });

  it("reports a file once that is named beside its template", async () => {
    const machine = write("once/machine.asl.json", GOOD);
    const template = write(
      "once/template.yaml",
      `Resources:\n  M:\n${MACHINE}      DefinitionUri: machine.asl.json\n`,
    );
    const { lines } = await validate(machine, template);
    assert.deepEqual(lines, [`${template}: ok`, `${machine}: ok`]);
  });
});

describe("countersign validate on bad input", () => {
  const states = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `"S${index}": {"Type": "Pass", "Next": "X${index}"}`,
    );
  const bomb = Array.from({ length: 9 }, (_, level) => {
    const items = Array.from({ length: 9 }, () => (level === 0 ? "x" : `*l${level - 1}`));
    return `l${level}: &l${level} [${items.join(", ")}]\n`;
  });

  for (const [name, text, expected] of [
    ["empty.json", "", /empty\.json:1:1: error INVALID_JSON_DESCRIPTION /],
    ["no.json", '{\n  "StartAt" 1}', /no\.json:2:\d+: error INVALID_JSON_DESCRIPTION Unexpected /],
    ["cut.json", '{"StartAt": "A', /cut\.json:1:15: error INVALID_JSON_DESCRIPTION /],
    ["list.json", "[]", /list\.json:1:1: error INVALID_JSON_DESCRIPTION /],
    [
      "twice.yaml",
      "StartAt: A\nStates: {A: {Type: Succeed}}\nStartAt: A\n",
      /^twice\.yaml:3:1: error INVALID_YAML The key "StartAt" is repeated$/,
    ],
    [
      "proto.json",
      '{"StartAt": "A", "__proto__": 1, "constructor": {}, "States": {"A": {"Type": "Succeed"}}}',
      /proto\.json:1:18: error .*'__proto__' is not supported/,
    ],
    ["bad.yaml", "StartAt: [A\nStates: x\n", /bad\.yaml:\d+:\d+: error INVALID_YAML /],
    [
      "cyclic.yaml",
      "StartAt: A\nStates: &s\n  A: *s\n",
      /^cyclic\.yaml:3:6: error INVALID_YAML This alias stands inside of what it repeats$/,
    ],
    [
      "bomb.yaml",
      bomb.join(""),
      /^bomb\.yaml:1:\d+: error INVALID_YAML The text has too many values$/,
    ],
    [
      "deep.json",
      `${'{"a":'.repeat(501)}1${"}".repeat(501)}`,
      /^deep\.json: error TOO_DEEPLY_NESTED /,
    ],
    [
      "deepest.json",
      "[".repeat(1_000_000),
      /^deepest\.json:1:1000001: error INVALID_JSON_DESCRIPTION /,
    ],
    [
      "deeper.json",
      `${"[".repeat(500_000)}${"]".repeat(500_000)}`,
      /^deeper\.json: error TOO_DEEPLY_NESTED /,
    ],
    [
      "deep.yaml",
      "- ".repeat(400_000),
      /^deep\.yaml:1:\d+: error INVALID_YAML The text is nested too deeply$/,
    ],
    ["large.json", `"${"x".repeat(10_000_000)}"`, /^large\.json: error TOO_LARGE /],
    ["large.yaml", "a: b\n".repeat(2_000_000), /^large\.yaml: error TOO_LARGE /],
    [
      "many.json",
      `{"StartAt": "S0", "States": {${states(20_000).join(",")}}}`,
      /many\.json:1:\d+: error /,
    ],
    [
      "name.json",
      `{"StartAt": "A", "States": {"${"/".repeat(900_000)}": {"Type": "Pass"}}}`,
      /name\.json:1:\d+: error /,
    ],
    [
      "control.json",
      '{"StartAt": "A", "States": {"A": {"Type": "Succeed", "\\u001b[31m\\n": 1}}}',
      /control\.json:1:54: error \S+ Field '\\u001b\[31m\\n' is not/,
    ],
  ] as const) {
    it(`is done with ${name} in a moment`, async () => {
      const startedMs = cpuMs();
      const { code, lines } = await check(name, text);
      const tookMs = cpuMs() - startedMs;
      assert.equal(code, 1);
      assert.match(lines[0] ?? "", expected);
      assert.ok(tookMs < MOMENT_MS, `${tookMs} ms`);
      assert.ok(lines.every((line) => line.length < 5000));
    });
  }
});
