// What formatter, linter and compiler cannot say about the house itself.

import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SETTINGS, variableOf } from "../src/config/settings.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const LINES_MAX = 400;
/** Tests are lists of cases: they grow longer without growing harder to read. */
const TEST_LINES_MAX = 1_000;
/** The formatter minds code at 100 columns and leaves comments alone. */
const COMMENT_COLUMNS_MAX = 120;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

const sources = list("{src,test,bench,scripts}/**/*.ts");
const product = sources.filter(({ path }) => path.startsWith("src/") && !path.endsWith(".test.ts"));
const guides = list("{*.md,docs/**/*.md,examples/**/*.md}");

function list(pattern: string): readonly Source[] {
  return globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] })
    .sort()
    .map((path) => {
      const text = readFileSync(root + path, "utf8");
      return { path, text, lines: text.split("\n") };
    });
}

/** Fails with every place at once. */
function none(places: readonly string[]): void {
  assert.deepEqual(places, []);
}

function linesThat(files: readonly Source[], hold: (line: string) => boolean): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (hold(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe("every source", () => {
  test(`has at most ${LINES_MAX} lines`, () => {
    const linesMax = (path: string) => (isTest(path) ? TEST_LINES_MAX : LINES_MAX);
    const long = sources.filter(({ path, lines }) => lines.length > linesMax(path));
    none(long.map(({ path, lines }) => `${path}: ${lines.length} lines`));
  });

  test(`has comments of at most ${COMMENT_COLUMNS_MAX} columns`, () => {
    const isComment = (line: string) => /^\s*(\/\/|\/?\*)/.test(line) && !line.includes("://");
    none(linesThat(sources, (line) => line.length > COMMENT_COLUMNS_MAX && isComment(line)));
  });

  test("has nothing left to do in it", () => {
    const others = sources.filter(({ path }) => path !== "test/tidy.test.ts");
    none(linesThat(others, (line) => /\b(TODO|FIXME|XXX|HACK)\b/.test(line)));
  });

  test("has a name that says what is in it", () => {
    const vague = /(^|[/-])(utils?|helpers?|common|misc|managers?|impl|info|index)\.ts$/;
    none(sources.map(({ path }) => path).filter((path) => vague.test(path)));
  });

  test("exports by name", () => {
    none(linesThat(sources, (line) => /^export (default|\*)/.test(line)));
  });
});

describe("the product", () => {
  test("reads the environment in one place", () => {
    const others = product.filter(({ path }) => path !== "src/config/read-environment.ts");
    none(linesThat(others, (line) => /\bprocess\.env\b|\bprocess\["env"\]/.test(line)));
  });

  test("writes to the terminal from the command line only", () => {
    const others = product.filter(({ path }) => !path.startsWith("src/cli/"));
    none(linesThat(others, (line) => /\bconsole\.\w+\(|\bprocess\.std(out|err)\b/.test(line)));
  });

  test("takes time and chance in the core from events", () => {
    const core = product.filter(({ path }) => /^src\/(asl|execution)\//.test(path));
    const outside = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/;
    none(linesThat(core, (line) => outside.test(line)));
  });
});

describe("the guides", () => {
  test("ARCHITECTURE.md maps every folder of src, and no other", () => {
    const map = readFileSync(`${root}ARCHITECTURE.md`, "utf8");
    const mapped = [...map.matchAll(/^\| `src\/([a-z-]+)\/` \|/gm)].map(([, name]) => name).sort();
    const folders = globSync("src/*/", { cwd: root }).map((path) => path.split("/")[1]);
    assert.deepEqual(mapped, folders.sort());
  });

  test("the configuration guide knows every setting, as flag and as variable", () => {
    const guide = readFileSync(`${root}docs/configuration.md`, "utf8");
    for (const name of Object.keys(SETTINGS)) {
      assert.ok(guide.includes(`\`--${name}`), `--${name}`);
      assert.ok(guide.includes(`\`${variableOf(name)}\``), variableOf(name));
    }
  });

  test("the operations guide knows every metric", () => {
    const guide = readFileSync(`${root}docs/operations.md`, "utf8");
    const metrics = readFileSync(`${root}src/telemetry/metrics.ts`, "utf8");
    const names = [...metrics.matchAll(/"((?:countersign|process)_[a-z_]+)"/g)];
    assert.ok(names.length > 5);
    for (const [, name = ""] of names) assert.ok(guide.includes(name), name);
  });

  test("links between files lead somewhere", () => {
    const broken = guides.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
        .map(([, target = ""]) => new URL(target, `file://${root}${path}`))
        .filter((target) => !existsSync(fileURLToPath(target)))
        .map((target) => `${path}: ${target.pathname}`),
    );
    none(broken);
  });
});

test("the package brings what it runs on", () => {
  const { files } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { files: string[] };
  for (const needed of ["bin", "dist", "examples"]) assert.ok(files.includes(needed), needed);
});

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}
