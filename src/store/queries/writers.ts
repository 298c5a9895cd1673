import type { Change } from "../change.ts";
import type { Statement } from "../database.ts";

/** What a change writes. Its unit is written only when the guard changes exactly one row. */
export interface Writes {
  readonly guard?: Statement;
  readonly statements?: readonly Statement[];
}

/** For each kind of change its statements. */
export type Writers = {
  readonly [Kind in Change["kind"]]: (change: Extract<Change, { kind: Kind }>) => Writes;
};
