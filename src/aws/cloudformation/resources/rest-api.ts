// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html

import { isJsonObject, type Json } from "../../../base/json.ts";
import { parseRestApi } from "../../api-gateway/parse-rest-api.ts";
import { isLocalPath, readFile } from "../include-files.ts";
import type { ResolvedResource, ResourceKind, Surroundings } from "../planned-resource.ts";
import { readText, readTexts } from "./read-property.ts";

const API_ID_LENGTH = 10;
const STAGE = /^[A-Za-z0-9_-]{1,128}$/;

export const restApi: ResourceKind = {
  properties: ["StageName", "DefinitionBody", "DefinitionUri", "Name", "Variables"],
  required: ["StageName"],
  unenforced: [
    "AlwaysDeploy",
    "Description",
    "EndpointConfiguration",
    "OpenApiVersion",
    "Tags",
    "TracingEnabled",
  ],
  plan: (resource, surroundings) => {
    // AWS: an API keeps its id for as long as the stack has it.
    const id = resource.previousId ?? surroundings.randomId(API_ID_LENGTH);
    const stage = readText(resource, "StageName") ?? "";
    if (!STAGE.test(stage)) {
      resource.refuse("StageName must be 1 to 128 letters, digits, _ and -", "StageName");
    }
    const definition = readDefinition(resource, surroundings);
    return {
      physicalId: id,
      attributes: { RestApiId: id, RootResourceId: id, Stage: stage },
      wanted: {
        kind: "restApi",
        id,
        name: readText(resource, "Name") ?? titleOf(definition) ?? resource.logicalId,
        stage,
        definition: JSON.stringify(definition),
        variables: readTexts(resource, "Variables"),
      },
    };
  },
};

function readDefinition(resource: ResolvedResource, { files }: Surroundings): Json {
  const { DefinitionBody: body, DefinitionUri: uri } = resource.properties;
  if ((body === undefined) === (uri === undefined)) {
    resource.refuse("Either DefinitionBody or DefinitionUri is needed");
    return null;
  }
  const property = body === undefined ? "DefinitionUri" : "DefinitionBody";
  const definition = body ?? readUri(resource, files, uri ?? null);
  // Refused already, where its file was looked for.
  if (definition === undefined || definition === null) return null;
  for (const { message, place } of parseRestApi(definition).problems) {
    resource.refuse(`${message} (${place})`, property);
  }
  return definition;
}

function readUri(
  resource: ResolvedResource,
  files: Surroundings["files"],
  uri: Json,
): Json | undefined {
  if (typeof uri === "string" && isLocalPath(uri)) {
    const refuse = (message: string) => resource.refuse(message, "DefinitionUri");
    return readFile({ files, refuse }, uri, []);
  }
  resource.refuse("DefinitionUri must be the path of a local file", "DefinitionUri");
  return undefined;
}

function titleOf(definition: Json): string | undefined {
  const description = isJsonObject(definition) ? definition["info"] : undefined;
  const title = isJsonObject(description) ? description["title"] : undefined;
  return typeof title === "string" ? title : undefined;
}
