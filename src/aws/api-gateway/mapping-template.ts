// Mapping templates of API Gateway: Velocity templates with a few variables. A template can reach its
// variables and the methods listed in `velocity/call-method.ts`, and nothing else of this program.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html

import { compileTemplate, TemplateSyntaxError } from "./velocity/compile-template.ts";
import { evaluateTemplate, type Variables } from "./velocity/evaluate-template.ts";
import type { TemplateNode } from "./velocity/template-node.ts";

export interface MappingTemplate {
  readonly nodes: readonly TemplateNode[];
}

export type ParsedMappingTemplate =
  | { readonly kind: "parsed"; readonly template: MappingTemplate }
  | { readonly kind: "refused"; readonly message: string };

export function parseMappingTemplate(text: string): ParsedMappingTemplate {
  try {
    return { kind: "parsed", template: { nodes: compileTemplate(text) } };
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return { kind: "refused", message: error.message };
    throw error;
  }
}

/** @throws TemplateError when it does not work out with these variables, or costs too much. */
export function renderMappingTemplate(template: MappingTemplate, variables: Variables): string {
  return evaluateTemplate(template.nodes, variables);
}
