import { readFileSync } from "node:fs";
import { listReferencedFiles } from "../../src/aws/cloudformation/include-files.ts";

export const SAMPLE = "test/samples/stepfunctions-sns-apigw-human-review";
export const EXPENSE_APPROVAL = "examples/expense-approval";

/** The template of a folder below the root of the repository, with the files it refers to. */
export function readTemplate(folder: string): {
  readonly template: string;
  readonly files: Readonly<Record<string, string>>;
} {
  const root = new URL(`../../${folder}/`, import.meta.url);
  const template = readFileSync(new URL("template.yaml", root), "utf8");
  const files = listReferencedFiles(template).map(
    (path) => [path, readFileSync(new URL(path, root), "utf8")] as const,
  );
  return { template, files: Object.fromEntries(files) };
}
