// What a mapping template sees: `$input`, `$util`, `$context`, `$stageVariables`.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

import { findValue } from "../../asl/evaluate-path.ts";
import type { Json } from "../../base/json.ts";
import { randomFrom } from "../../base/random.ts";
import { escapeJavaScript } from "./escape-javascript.ts";
import type { Budget } from "./velocity/budget.ts";
import type { Variables } from "./velocity/evaluate-template.ts";
import { TemplateError } from "./velocity/template-error.ts";
import { type HostMethod, hostObject, type TemplateValue } from "./velocity/template-value.ts";

export interface TemplateInput {
  readonly body: string;
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
  /** `$context`. */
  readonly context: TemplateValue;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Applied to every parameter, and to what is decoded from one. */
  readonly clean?: (text: string) => string;
}

const asItIs = (text: string): string => text;

export function templateVariables(input: TemplateInput): Variables {
  return new Map<string, TemplateValue>([
    ["input", inputObject(input)],
    ["util", utilObject(input.clean ?? asItIs)],
    ["context", input.context],
    ["stageVariables", input.stageVariables],
  ]);
}

function inputObject(input: TemplateInput): TemplateValue {
  const { body, clean = asItIs } = input;
  const path = mapValues(input.path, clean);
  const querystring = mapValues(input.querystring, clean);
  const header = mapValues(input.header, clean);
  let data: Json | undefined;
  const find = (path: TemplateValue, budget: Budget) => {
    budget.scan(body.length);
    data ??= body === "" ? {} : parseJson(body);
    return findInBody(data, path);
  };
  return hostObject(
    {
      params: ([name]) => {
        if (name === undefined) return { path, querystring, header };
        const key = String(name);
        const isHere = (map: object) => Object.hasOwn(map, key);
        // AWS: the path goes first, then the query, then the headers, whose case does not matter.
        return [path, querystring].find(isHere)?.[key] ?? findHeader(header, key) ?? "";
      },
      json: ([path], budget) => JSON.stringify(find(path, budget) ?? ""),
      path: ([path], budget) => (find(path, budget) ?? "") as TemplateValue,
    },
    { body },
  );
}

function findHeader(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function findInBody(data: Json, path: TemplateValue): Json | undefined {
  if (path === "$") return data;
  if (typeof path !== "string" || !path.startsWith("$") || path.startsWith("$$")) {
    throw new TemplateError("a path into the body begins with $");
  }
  const scope = { input: data, context: {}, random: randomFrom("") };
  try {
    return findValue(path, scope);
  } catch (error) {
    throw new TemplateError("the path into the body is not valid", { cause: error });
  }
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new TemplateError("the text is no JSON", { cause: error });
  }
}

function utilObject(clean: (text: string) => string): TemplateValue {
  const onText =
    (act: (text: string) => TemplateValue): HostMethod =>
    (args, budget) => {
      const text = textOf(args);
      budget.scan(text.length);
      return act(text);
    };
  return hostObject({
    escapeJavaScript: onText(escapeJavaScript),
    base64Encode: onText((text) => Buffer.from(text, "utf8").toString("base64")),
    base64Decode: onText((text) => clean(Buffer.from(text, "base64").toString("utf8"))),
    urlEncode: onText(urlEncode),
    urlDecode: onText((text) => clean(urlDecode(text))),
    parseJson: onText((text) => parseJson(text) as TemplateValue),
  });
}

function mapValues(
  map: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function textOf([value]: readonly TemplateValue[]): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "object") return String(value);
  throw new TemplateError("text is needed");
}

/** As java.net.URLEncoder: a space is `+`. */
function urlEncode(text: string): string {
  const form = new URLSearchParams([["", text.toWellFormed()]]).toString();
  return form.slice(1);
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    throw new TemplateError("the text is not URL-encoded", { cause: error });
  }
}
