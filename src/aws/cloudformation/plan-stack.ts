// From a template, its files and parameters to what should be there, or to everything that is wrong with
// it. Nothing is read from or written to the world, so that a refused deployment has no effect.

import type { ArnScope } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { Instant } from "../../base/instant.ts";
import { checkParameters, type ParameterValues } from "./check-parameters.ts";
import { checkDistinct, checkResources } from "./check-resources.ts";
import { evaluate, type Names } from "./evaluate.ts";
import { includeFiles, type TemplateFiles } from "./include-files.ts";
import { orderResources } from "./order-resources.ts";
import { textOf } from "./parse-parameter.ts";
import { parseTemplate, type Refuse } from "./parse-template.ts";
import { planResource } from "./plan-resource.ts";
import type { PlannedResource, Surroundings } from "./planned-resource.ts";
import type { StackProblem } from "./problem.ts";
import { pseudoParameters } from "./pseudo-parameters.ts";
import { RESOURCE_KINDS } from "./resource-kinds.ts";
import type { StackResources } from "./stack-resources.ts";
import type { ResourceDeclaration, Template } from "./template.ts";

export interface StackRequest {
  /** Who asks for it. */
  readonly callerName?: string;
  readonly stackName: string;
  /** The text, YAML or JSON. */
  readonly template: string;
  readonly files: TemplateFiles;
  readonly parameters: ParameterValues;
}

/** What planning needs to know of this server and of the stack as it is. */
export interface StackSetting {
  readonly scope: ArnScope;
  /** So many random lower-case letters and digits. */
  readonly randomId: (length: number) => string;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: string;
  /** Ids of hosted APIs that other stacks have. */
  readonly otherApiIds: readonly string[];
  readonly previous: PreviousStack | undefined;
  readonly at: Instant;
}

export interface PreviousStack {
  readonly resources: StackResources;
  readonly parameters: ParameterValues;
  readonly createdAt: Instant;
}

export interface StackPlan {
  readonly parameters: ParameterValues;
  /** What is needed comes before what needs it. */
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}

export interface PlannedStack {
  /** As far as it could be made; not to be carried out while there are problems. */
  readonly plan: StackPlan | undefined;
  readonly problems: readonly StackProblem[];
}

const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

export function planStack(request: StackRequest, setting: StackSetting): PlannedStack {
  const parsed = parseTemplate(request.template);
  const problems: StackProblem[] = [...parsed.problems];
  if (!STACK_NAME.test(request.stackName)) {
    const message = "A stack name is a letter, then up to 127 letters, digits and hyphens";
    problems.push({ message: `${message}, not ${JSON.stringify(request.stackName)}` });
  }
  if (parsed.template === undefined) return { plan: undefined, problems };
  const refuse = refusalsInto(problems, parsed.template);
  const template = withFiles(parsed.template, request.files, refuse);
  const given = checkParameters(
    template.parameters,
    request.parameters,
    setting.previous?.parameters ?? {},
  );
  problems.push(...given.problems);
  const plan = planDeclared({ request, setting, template, parameters: given.values, refuse });
  return { plan, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

interface Planning {
  readonly request: StackRequest;
  readonly setting: StackSetting;
  readonly template: Template;
  readonly parameters: ParameterValues;
  readonly refuse: Refuse;
}

function planDeclared(planning: Planning): StackPlan {
  const { request, setting, template, parameters, refuse } = planning;
  const notes: string[] = [];
  const planned = new Map<string, PlannedResource>();
  const createdAt = setting.previous?.createdAt ?? setting.at;
  const pseudo = pseudoParameters({ ...setting, stackName: request.stackName, createdAt });
  const names = { template, parameters, pseudo, planned };
  const surroundings: Surroundings = {
    scope: setting.scope,
    stackName: request.stackName,
    files: request.files,
    randomId: setting.randomId,
    rewriteUrls: (text) => rewriteUrls(text, setting, planned),
    note: (text) => notes.push(text),
  };
  for (const declaration of orderOrRefuse(checkResources(template, refuse), refuse)) {
    const { logicalId, type } = declaration;
    const kind = defined(RESOURCE_KINDS.get(type), `kind of ${type}`);
    const previous = setting.previous?.resources[logicalId];
    const context = { names, surroundings, refuse };
    planned.set(logicalId, planResource(declaration, kind, previous, context));
  }
  const resources = [...planned.values()];
  checkDistinct(resources, refuse);
  const outputs = planOutputs(names, surroundings, refuse);
  return { parameters, resources, outputs, notes: [...notEnforced(resources), ...notes] };
}

function orderOrRefuse(
  resources: readonly ResourceDeclaration[],
  refuse: Refuse,
): readonly ResourceDeclaration[] {
  const { ordered, cyclic } = orderResources(resources);
  for (const logicalId of cyclic) {
    const message = `Circular dependency between resources: ${cyclic.join(", ")}`;
    refuse(message, ["Resources", logicalId], logicalId);
  }
  return ordered;
}

function planOutputs(
  names: Names & { readonly template: Template },
  { rewriteUrls }: Surroundings,
  refuse: Refuse,
): Readonly<Record<string, string>> {
  const outputs = names.template.outputs.map(({ name, value }) => {
    const path = ["Outputs", name, "Value"];
    const refuseHere = (message: string, at: readonly (string | number)[]) =>
      refuse(`Output ${name}: ${message}`, at);
    const evaluated = evaluate(names, value, path, refuseHere);
    const text = textOf(evaluated.value);
    if (text === undefined && evaluated.isComplete) refuseHere("The value must be text", path);
    return [name, rewriteUrls(text ?? "")] as const;
  });
  return Object.fromEntries(outputs);
}

/** The template of an API's URL on AWS names a host that only AWS has. */
function rewriteUrls(
  text: string,
  setting: StackSetting,
  planned: ReadonlyMap<string, PlannedResource>,
): string {
  const own = [...planned.values()].flatMap(({ wanted }) =>
    wanted.kind === "restApi" ? [wanted.id] : [],
  );
  const ids = new Set([...own, ...setting.otherApiIds]);
  return text.replaceAll(API_HOST, (url, id: string) =>
    ids.has(id) ? `${setting.publicUrl}/restapis/${id}` : url,
  );
}

/** Captures the id of an API in the URL that AWS gives it. */
export const API_HOST = /https:\/\/([a-z0-9]{10})\.execute-api\.[a-z0-9-]+\.amazonaws\.com/g;

function withFiles(template: Template, files: TemplateFiles, refuse: Refuse): Template {
  const resources = template.resources.map((resource) => {
    const refuseHere: Refuse = (message, path) => refuse(message, path, resource.logicalId);
    const deps = { files, refuse: refuseHere };
    return { ...resource, properties: includeFiles(deps, resource.properties, resource.path) };
  });
  return { ...template, resources };
}

function refusalsInto(problems: StackProblem[], template: Template): Refuse {
  return (message, path, logicalId) => {
    const line = template.lineOf(path);
    problems.push({
      message,
      ...(logicalId === undefined ? {} : { logicalId }),
      ...(line === undefined ? {} : { line }),
    });
  };
}

function notEnforced(resources: readonly PlannedResource[]): readonly string[] {
  const ids = resources
    .filter(({ wanted }) => wanted.kind === "notEnforced")
    .map(({ logicalId, type }) => `${logicalId} (${type})`);
  return ids.length === 0 ? [] : [`Accepted and not enforced on this server: ${ids.join(", ")}`];
}
