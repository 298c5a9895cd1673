// From a request to what its integration is asked, by the method's mapping template.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html

import type { MappingTemplate } from "./mapping-template.ts";
import { renderMappingTemplate } from "./mapping-template.ts";
import { isReshaped, neutralise } from "./reshaped.ts";
import type { Integration } from "./rest-api.ts";
import { type TemplateInput, templateVariables } from "./template-variables.ts";
import { TemplateError } from "./velocity/template-error.ts";

export type IntegrationRequest =
  | { readonly kind: "body"; readonly body: string }
  /** A parameter is written so that it becomes more than the value the template makes of it. */
  | { readonly kind: "reshaped" }
  | { readonly kind: "unsupportedMediaType" };

/** @throws TemplateError */
export function renderIntegrationRequest(
  integration: Integration,
  input: TemplateInput,
): IntegrationRequest {
  const { requestTemplates, passthrough } = integration;
  const template = requestTemplates.get(contentType(input));
  if (template !== undefined) return renderSafely(template, input);
  const mayPass =
    passthrough === "when_no_match" ||
    (passthrough === "when_no_templates" && requestTemplates.size === 0);
  return mayPass ? { kind: "body", body: input.body } : { kind: "unsupportedMediaType" };
}

/**
 * Templates put parameters between quotes as text, and text with quotes of its own would end up as
 * further keys: a link for one decision could be rewritten into another. So the template is rendered
 * once more with such characters taken out, and both results must mean the same.
 */
function renderSafely(template: MappingTemplate, input: TemplateInput): IntegrationRequest {
  const body = renderMappingTemplate(template, templateVariables(input));
  const neutral = renderNeutral(template, input);
  const parameters = [...Object.values(input.path), ...Object.values(input.querystring)];
  return isReshaped({ body, neutral, parameters }) ? { kind: "reshaped" } : { kind: "body", body };
}

function renderNeutral(template: MappingTemplate, input: TemplateInput): string | undefined {
  try {
    return renderMappingTemplate(template, templateVariables({ ...input, clean: neutralise }));
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

/** AWS: a request that names no type is taken for JSON. */
function contentType(input: TemplateInput): string {
  const header = Object.entries(input.header).find(
    ([name]) => name.toLowerCase() === "content-type",
  );
  const type = header?.[1].split(";")[0]?.trim().toLowerCase();
  return type === undefined || type === "" ? "application/json" : type;
}
