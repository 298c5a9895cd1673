// How much this process has computed. Tests of inputs that would take for ever measure this, since the
// clock on the wall also counts what else the machine is doing.

/** Enough for a slow machine, and far too little for what grows without bounds. */
export const MOMENT_MS = 5_000;

export function cpuMs(): number {
  return process.cpuUsage().user / 1_000;
}
