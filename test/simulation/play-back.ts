// What an execution should be: the interpreter is given the events that the execution has taken, one after
// the other.

import type { Happening } from "../../src/execution/event.ts";
import type { Machine } from "../../src/execution/machine.ts";
import type { ExecutionOrigin } from "../../src/execution/state.ts";
import { type PlayedBack, Player } from "./player.ts";
import type { Accepted } from "./recorder.ts";
import { sentBy } from "./runners.ts";

export async function playBack(
  machine: Machine,
  origin: ExecutionOrigin,
  accepted: readonly Accepted[],
): Promise<PlayedBack> {
  const player = new Player(machine, origin);
  const answered = new Set<number>();
  /** From the id of a Map Run to the one that it has here. */
  const mapRuns = new Map<string, string>();

  for (const [commit, { at, happenings, mapRuns: ids }] of accepted.entries()) {
    const fresh = ids.values();
    for (const each of happenings) {
      const happening = translated(each);
      if (isSent(happening)) answered.add(happening.task);
      const transition = await player.attempt(happening, at);
      player.accept(happening, at, transition, commit);
      for (const effect of transition.effects) {
        if (effect.kind === "startMapRun") mapRuns.set(fresh.next().value ?? "", effect.mapRun);
      }
    }
  }
  return { ...player.played, answered };

  function translated(happening: Happening): Happening {
    if (happening.kind !== "mapRunEnded") return happening;
    return { ...happening, mapRun: mapRuns.get(happening.mapRun) ?? "unknown" };
  }
}

function isSent(happening: Happening): happening is Extract<Happening, { task: number }> {
  return "output" in happening && happening.output === JSON.stringify(sentBy(happening));
}
