// Sends a template and the files it refers to, and reads what the server made of them.

import { basename, dirname, resolve } from "node:path";
import { listReferencedFiles } from "../aws/cloudformation/include-files.ts";
import { isJsonArray, isJsonObject, type JsonObject } from "../base/json.ts";
import { UsageError } from "./command.ts";
import { findText, objectsAt, textAt } from "./read-answer.ts";
import { readTextFile } from "./read-json.ts";
import type { ServerClient } from "./server-client.ts";

export interface Deployment {
  readonly template: string;
  /** Text by path, as the template writes the path. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Deployed {
  readonly resources: readonly DeployedResource[];
  readonly outputs: readonly (readonly [name: string, value: string])[];
  /** What the operator should know: what is not enforced, what waits for a confirmation. */
  readonly notes: readonly string[];
}

export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
}

/** @throws CommandError when a file cannot be read */
export async function readDeployment(templatePath: string): Promise<Deployment> {
  const template = await readTextFile(templatePath);
  const folder = dirname(templatePath);
  const files: Record<string, string> = {};
  for (const path of listReferencedFiles(template)) {
    files[path] = await readTextFile(resolve(folder, path));
  }
  return { template, files };
}

/** Creates the stack or brings it up to date. */
export async function deployStack(
  server: Pick<ServerClient, "callApi">,
  stackName: string,
  request: Deployment & { readonly parameters: Readonly<Record<string, string>> },
): Promise<JsonObject> {
  return server.callApi("PUT", `/api/stacks/${encodeURIComponent(stackName)}`, { ...request });
}

export function readDeployed(answer: JsonObject): Deployed {
  const outputs = isJsonObject(answer["outputs"]) ? answer["outputs"] : {};
  const notes = isJsonArray(answer["notes"]) ? answer["notes"] : [];
  return {
    resources: objectsAt(answer, "resources").map((resource) => ({
      logicalId: textAt(resource, "logicalId"),
      type: textAt(resource, "type"),
      physicalId: textAt(resource, "physicalId"),
      status: findText(resource, "status") ?? "",
    })),
    outputs: Object.keys(outputs).map((name) => [name, textAt(outputs, name)]),
    notes: notes.filter((note) => typeof note === "string"),
  };
}

/** The name of the folder that holds the template, fit for a stack: `Expense approval` is not. */
export function defaultStackName(templatePath: string): string {
  const folder = basename(dirname(resolve(templatePath)));
  const name = folder.replace(/[^A-Za-z0-9-]+/g, "-").replace(/^[^A-Za-z]+|-+$/g, "");
  if (name !== "") return name;
  throw new UsageError("The template's folder has no name for a stack: give --stack-name.");
}

/**
 * `Name=Value`, or `ParameterKey=Name,ParameterValue=Value` as the AWS tools also take it.
 * @throws UsageError
 */
export function parseOverrides(words: readonly string[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const word of words) {
    const long = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(word);
    const [, name, value] = long ?? /^([A-Za-z0-9]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--parameter-overrides takes Name=Value, not "${word}".`);
    }
    overrides[name] = value;
  }
  return overrides;
}
