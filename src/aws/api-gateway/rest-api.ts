// A hosted REST API ready to answer: its methods and what each of them does.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html

import type { MappingTemplate } from "./mapping-template.ts";

export interface RestApi {
  readonly methods: readonly RestMethod[];
}

export interface RestMethod {
  /** In upper case; `ANY` for `x-amazon-apigateway-any-method`. */
  readonly httpMethod: string;
  /** The path as the document writes it, `{parameters}` included. */
  readonly resourcePath: string;
  readonly segments: readonly PathSegment[];
  readonly integration: Integration;
}

export type PathSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  /** `{name+}`: the rest of the path, at least one segment. */
  | { readonly kind: "rest"; readonly name: string };

export interface Integration {
  readonly action: IntegrationAction;
  /** By content type. */
  readonly requestTemplates: ReadonlyMap<string, MappingTemplate>;
  readonly passthrough: "when_no_match" | "when_no_templates" | "never";
  readonly responses: readonly IntegrationResponse[];
}

export type IntegrationAction =
  | { readonly kind: "mock" }
  /** An operation of Step Functions, by its name in the API. */
  | { readonly kind: "states"; readonly operation: string };

export interface IntegrationResponse {
  /** Matches the whole status of the backend; `undefined` for the default. */
  readonly pattern: RegExp | undefined;
  readonly status: number;
  readonly templates: ReadonlyMap<string, MappingTemplate>;
  /** Header name to its text. Only static values. */
  readonly headers: Readonly<Record<string, string>>;
}
