import type { Command, Options } from "./command.ts";

export function renderOverview(commands: readonly Command[]): string {
  return [
    "Workflows that wait for a person: Step Functions, SNS and the approval page in one server.",
    "",
    "Usage: countersign COMMAND [OPTIONS]",
    "",
    ...alignColumns(commands.map(({ name, summary }) => [name, summary])),
    "",
    "countersign COMMAND --help tells more; countersign --version tells the version.",
  ].join("\n");
}

export function renderHelp(command: Command): string {
  const { name, operands, summary, options, examples } = command;
  return [
    summary,
    "",
    `Usage: ${["countersign", name, operands, "[OPTIONS]"].filter(Boolean).join(" ")}`,
    "",
    "Options:",
    ...alignColumns(renderOptions(options)),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}

function renderOptions(options: Options): [string, string][] {
  return Object.entries(options).map(([name, { value, about }]) => [
    value === undefined ? `--${name}` : `--${name} ${value}`,
    about,
  ]);
}

function alignColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
