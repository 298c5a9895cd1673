import { randomUUID } from "node:crypto";
import type { Instant } from "../../base/instant.ts";
import type { HostedRequest } from "./hosted-answer.ts";
import type { MatchedMethod } from "./match-method.ts";
import type { TemplateInput } from "./template-variables.ts";

/** What the templates of a method see of a request. */
export function templateInput(
  request: HostedRequest,
  { method, pathParameters }: MatchedMethod,
  surroundings: { readonly variables: Readonly<Record<string, string>>; readonly at: Instant },
): TemplateInput {
  const { headers, apiId, stage, path, sourceIp } = request;
  return {
    body: request.body,
    path: pathParameters,
    // AWS: of several values of one name the last one counts.
    querystring: lastValues(request.query),
    header: headers,
    stageVariables: surroundings.variables,
    context: {
      apiId,
      stage,
      httpMethod: request.method,
      path: `/${stage}${path}`,
      resourcePath: method.resourcePath,
      protocol: "HTTP/1.1",
      requestId: randomUUID(),
      requestTimeEpoch: surroundings.at,
      identity: { sourceIp, userAgent: headers["user-agent"] ?? "" },
    },
  };
}

function lastValues(
  query: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => [name, values.at(-1) ?? ""]),
  );
}
