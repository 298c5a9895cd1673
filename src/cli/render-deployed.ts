import type { Deployed } from "./deploy-template.ts";
import { renderPairs, renderTable } from "./render-table.ts";

export function renderDeployed(stackName: string, { resources, outputs, notes }: Deployed): string {
  const parts = [
    `Stack ${stackName} is deployed.`,
    renderTable(
      ["resource", "type", "status", "physical id"],
      resources.map(({ logicalId, type, status, physicalId }) => [
        logicalId,
        type,
        wordsOf(status),
        physicalId,
      ]),
    ),
    ...(outputs.length > 0 ? [`Outputs\n${renderPairs(outputs)}`] : []),
    ...(notes.length > 0 ? [notes.map((note) => `Note: ${note}`).join("\n")] : []),
  ];
  return parts.join("\n\n");
}

/** `notEnforced`: `not enforced`. */
function wordsOf(status: string): string {
  return status.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
