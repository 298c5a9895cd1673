// A machine of one state and of what lies one step behind it: places to arrive at that tell by which way.

import type { Definition, QueryLanguage, State } from "../../asl/definition.ts";
import type { Json, JsonObject } from "../../base/json.ts";

export interface IsolatedState {
  readonly definition: Definition;
  /** By the names of the places. */
  readonly exits: ReadonlyMap<string, Exit>;
}

export interface Exit {
  readonly nextState: string;
  /** Present where an entry of Catch leads here. */
  readonly catchIndex?: number;
}

/** @param QueryLanguage that of the machine which the state belongs to */
export function isolateState(
  stateName: string,
  state: State,
  QueryLanguage: QueryLanguage | undefined,
): IsolatedState {
  const exits = new Map<string, Exit>();
  const leadTo = (nextState: Json | undefined, catchIndex?: number): string => {
    // Longer than the name of the state, so that it is never that.
    const place = `${stateName} ${exits.size}`;
    exits.set(place, {
      nextState: String(nextState),
      ...(catchIndex !== undefined && { catchIndex }),
    });
    return place;
  };
  const isolated = withExits(state, leadTo);
  const places = [...exits.keys()].map((place): [string, State] => [place, { Type: "Succeed" }]);
  return {
    exits,
    definition: {
      ...(QueryLanguage && { QueryLanguage }),
      StartAt: stateName,
      States: Object.fromEntries([[stateName, isolated], ...places]),
    },
  };
}

type LeadTo = (nextState: Json | undefined, catchIndex?: number) => string;

function withExits(state: State, leadTo: LeadTo): State {
  const { Next, Default, Choices, Catch, ...rest } = state as unknown as Fields;
  return {
    ...rest,
    ...(Next !== undefined && { Next: leadTo(Next) }),
    ...(Default !== undefined && { Default: leadTo(Default) }),
    ...(Choices && { Choices: Choices.map((rule) => ({ ...rule, Next: leadTo(rule["Next"]) })) }),
    ...(Catch && {
      Catch: Catch.map((catcher, index) => ({ ...catcher, Next: leadTo(catcher["Next"], index) })),
    }),
  } as unknown as State;
}

interface Fields {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly JsonObject[];
  readonly Catch?: readonly JsonObject[];
}
