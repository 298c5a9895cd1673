import type { Frame } from "./state.ts";

/** Where a frame goes next. */
export type Step = Pick<Frame, "stateName" | "input" | "previousEventId" | "variables">;
