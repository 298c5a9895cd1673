// What `countersign validate` reports: a diagnostic with its place in the source.

import type { Diagnostic } from "../../asl/diagnostic.ts";

export interface Finding extends Diagnostic {
  /** Both from 1; absent when the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** The name that was probably meant. */
  readonly suggestion?: string;
}

export interface FileReport {
  /** As it was named, or as a template refers to it. */
  readonly file: string;
  readonly findings: readonly Finding[];
  /** A template may have none. */
  readonly hasDefinition: boolean;
}

export function isError({ severity }: Diagnostic): boolean {
  return severity === "ERROR";
}
