// From what an integration answered to what the caller of the API gets.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html

import type { HostedAnswer } from "./hosted-answer.ts";
import { renderMappingTemplate } from "./mapping-template.ts";
import type { Integration } from "./rest-api.ts";
import { type TemplateInput, templateVariables } from "./template-variables.ts";

export type HostedResponse = HostedAnswer & { readonly kind: "response" };

/** What API Gateway itself says, without any integration. */
export function gatewayResponse(status: number, message: string): HostedResponse {
  return jsonResponse(status, JSON.stringify({ message }));
}

export function jsonResponse(status: number, body: string): HostedResponse {
  return { kind: "response", status, headers: { "content-type": "application/json" }, body };
}

/** @throws TemplateError */
export function renderIntegrationResponse(
  integration: Integration,
  answered: { readonly status: number; readonly body: string },
  input: TemplateInput,
): HostedResponse {
  const { responses } = integration;
  const response =
    responses.find(({ pattern }) => pattern?.test(String(answered.status))) ??
    responses.find(({ pattern }) => pattern === undefined);
  // AWS: an answer that nothing was configured for is the API's own mistake.
  if (response === undefined) return gatewayResponse(500, "Internal server error");
  const type = "application/json";
  const [contentType, template] = response.templates.has(type)
    ? [type, response.templates.get(type)]
    : ([...response.templates][0] ?? [type, undefined]);
  const body =
    template === undefined
      ? answered.body
      : renderMappingTemplate(template, templateVariables({ ...input, body: answered.body }));
  return {
    kind: "response",
    status: response.status,
    headers: { "content-type": contentType, ...response.headers },
    body,
  };
}
