// What a Map Run and its child executions are called.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html

import { createHash } from "node:crypto";
import type { MapState } from "../asl/definition.ts";

/** A Map state without a Label gets one: a UUID that stays the same as long as the state has its name. */
export function labelOf(stateMachineName: string, stateName: string, { Label }: MapState): string {
  return Label ?? uuidOf(`${stateMachineName}/${stateName}`);
}

/** Of the machine that the child executions belong to: `MACHINE/LABEL`. Maps inside of one stand beside it. */
export function childMachineName(stateMachineName: string, label: string): string {
  return `${machineNameOf(stateMachineName)}/${label}`;
}

/** The machine that a machine of child executions is part of; any other's is its own. */
export function machineNameOf(stateMachineName: string): string {
  const [name = ""] = stateMachineName.split("/");
  return name;
}

/** Of the machine of child executions. */
export function findLabel(stateMachineName: string): string | undefined {
  return stateMachineName.split("/")[1];
}

/** @param stateMachineArn that of the execution with the Map state */
export function mapRunArn(stateMachineArn: string, label: string, mapRun: string): string {
  const [machineArn = ""] = stateMachineArn.split("/");
  return `${machineArn.replace(":stateMachine:", ":mapRun:")}/${label}:${mapRun}`;
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join("-");
}
