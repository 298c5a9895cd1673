// What can be said of resources before anything in them is evaluated.

import type { Refuse } from "./parse-template.ts";
import type { PlannedResource, ResourceKind } from "./planned-resource.ts";
import { RESOURCE_KINDS } from "./resource-kinds.ts";
import type { ResourceDeclaration, Template } from "./template.ts";

/** Names everything that is not supported; answers the resources whose type is. */
export function checkResources(
  template: Pick<Template, "resources">,
  refuse: Refuse,
): readonly ResourceDeclaration[] {
  const logicalIds = new Set(template.resources.map(({ logicalId }) => logicalId));
  return template.resources.filter((resource) => {
    const { logicalId, type, path } = resource;
    for (const other of resource.dependsOn) {
      if (logicalIds.has(other)) continue;
      refuse(
        `DependsOn names no resource: ${other}`,
        [...path.slice(0, 2), "DependsOn"],
        logicalId,
      );
    }
    const kind = RESOURCE_KINDS.get(type);
    if (kind !== undefined) checkProperties(resource, kind, refuse);
    else refuse(`Resource type ${type} is not supported`, path.slice(0, 2), logicalId);
    return kind !== undefined;
  });
}

function checkProperties(resource: ResourceDeclaration, kind: ResourceKind, refuse: Refuse): void {
  const { logicalId, type, properties, path } = resource;
  for (const name of Object.keys(properties)) {
    if (kind.properties.includes(name) || kind.unenforced.includes(name)) continue;
    refuse(`Property ${name} of ${type} is not supported`, [...path, name], logicalId);
  }
  for (const name of kind.required) {
    if (Object.hasOwn(properties, name)) continue;
    refuse(`Property ${name} is missing`, path.slice(0, 2), logicalId);
  }
}

/** Two resources of one template must not be the same thing. */
export function checkDistinct(resources: readonly PlannedResource[], refuse: Refuse): void {
  const owners = new Map<string, string>();
  for (const { logicalId, physicalId, wanted } of resources) {
    if (physicalId === undefined || wanted.kind === "notEnforced") continue;
    const owner = owners.get(physicalId);
    owners.set(physicalId, owner ?? logicalId);
    if (owner === undefined) continue;
    refuse(`${physicalId} is also what ${owner} makes`, ["Resources", logicalId], logicalId);
  }
}
