import type { ResolvedResource, Surroundings } from "../planned-resource.ts";

const SUFFIX_LENGTH = 12;

/**
 * A name for a resource that gives none: the one it had, else the prefix with a random end, as
 * CloudFormation makes them.
 */
export function generatedName(
  resource: ResolvedResource,
  surroundings: Surroundings,
  prefix: string,
  lengthMax = 80,
): string {
  const start = `${prefix.slice(0, lengthMax - SUFFIX_LENGTH - 1)}-`;
  const previous = resource.previousId?.split(/[:/]/).at(-1) ?? "";
  const isGenerated =
    previous.startsWith(start) && /^[a-z0-9]{12}$/.test(previous.slice(start.length));
  return isGenerated ? previous : start + surroundings.randomId(SUFFIX_LENGTH);
}
