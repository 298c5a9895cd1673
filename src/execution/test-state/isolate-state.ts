// A machine of one state and of what lies one step behind it: places to arrive at that tell by which way.

import type { Definition, State } from "../../asl/definition.ts";
import { defined } from "../../base/assert.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { findState } from "../find-state.ts";

export interface IsolatedState {
  readonly definition: Definition;
  /** Whether the state stands in for a Parallel or Map. */
  readonly isStandIn: boolean;
  /** By the names of the places. */
  readonly exits: ReadonlyMap<string, Exit>;
}

export interface Exit {
  readonly nextState: string;
  /** Present where an entry of Catch leads here. */
  readonly catchIndex?: number;
}

/** @param stateName a state of the definition, at any depth */
export function isolateState(definition: Definition, stateName: string): IsolatedState {
  const state = defined(findState(definition, stateName), "the state under test");
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
  const standIn = standInFor(state);
  const isolated = withExits(standIn, leadTo);
  const places = [...exits.keys()].map((place): [string, State] => [place, { Type: "Succeed" }]);
  const { QueryLanguage } = definition;
  return {
    exits,
    isStandIn: standIn !== state,
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

/**
 * The lines of a Parallel or Map are not run in a test: what they would have come to is said, as it is of
 * a task. The rest of what such a state does is what a Task state does.
 */
function standInFor(state: State): State {
  if (state.Type !== "Parallel" && state.Type !== "Map") return state;
  const {
    Branches: _branches,
    ItemProcessor: _processor,
    Iterator: _iterator,
    ...rest
  } = state as unknown as Record<string, Json>;
  // The older name of a Map's ItemSelector.
  if (state.Type === "Map") delete rest["Parameters"];
  return { ...rest, Type: "Task", Resource: FORK_RESOURCE } as unknown as State;
}

/** A resource that asks nothing of its parameters. */
const FORK_RESOURCE = "arn:aws:states:us-east-1:000000000000:activity:lines";
