// One declared resource to what it comes to on this server.

import { isJsonObject, type Json } from "../../base/json.ts";
import { evaluate, type Names } from "./evaluate.ts";
import type { Refuse } from "./parse-template.ts";
import type { PlannedResource, ResourceKind, Surroundings } from "./planned-resource.ts";
import type { StackResource } from "./stack-resources.ts";
import type { ResourceDeclaration } from "./template.ts";

export function planResource(
  declaration: ResourceDeclaration,
  kind: ResourceKind,
  previous: StackResource | undefined,
  context: { readonly names: Names; readonly surroundings: Surroundings; readonly refuse: Refuse },
): PlannedResource {
  const { logicalId, type, path, line } = declaration;
  const refuse = (message: string, at: readonly (string | number)[]) =>
    context.refuse(message, at, logicalId);
  const { value, isComplete } = evaluate(context.names, declaration.properties, path, refuse);
  const properties: Readonly<Record<string, Json>> = isJsonObject(value) ? value : {};
  const isMissing = kind.required.some((name) => properties[name] === undefined);
  const plan = kind.plan(
    {
      logicalId,
      type,
      path,
      properties,
      previousId: previous?.type === type ? previous.physicalId : undefined,
      refuse: (message, ...place) => {
        if (isComplete && !isMissing) refuse(message, [...path, ...place]);
      },
    },
    context.surroundings,
  );
  noteUnenforced(declaration, kind, context.surroundings);
  return { ...plan, logicalId, type, line };
}

function noteUnenforced(
  { logicalId, properties }: ResourceDeclaration,
  kind: ResourceKind,
  { note }: Surroundings,
): void {
  const without = Object.keys(properties).filter((name) => kind.unenforced.includes(name));
  if (without.length > 0) note(`${logicalId}: no effect on this server: ${without.join(", ")}`);
}
