// What the votes of one stage come to.

import type { ApprovalState, Vote } from "./approval-state.ts";
import type { ApprovalPlan } from "./plan.ts";

/** The choice that the stage has made; nothing while it is open. */
export function findStageChoice(plan: ApprovalPlan, state: ApprovalState): Vote | undefined {
  const stage = plan.stages[state.stage];
  const votes = state.votes.filter((vote) => vote.stage === state.stage);
  if (!stage || votes.length === 0) return undefined;
  if (stage.need === "any") return votes[0];
  const people = state.seats.length;
  const need = stage.need === "all" ? people : Math.min(stage.need, people);
  const won = lastOfMajority(votes, need);
  if (won) return won;
  const isEnding = (vote: Vote) => meaningOf(plan, vote) === "ends";
  const canStillGoOn = plan.choices.some(({ id, meaning }) => {
    const count = votes.filter(({ choice }) => choice === id).length;
    return meaning === "goesOn" && count + (people - votes.length) >= need;
  });
  if (canStillGoOn) return undefined;
  const isOver = votes.length >= people;
  return votes.filter(isEnding).at(-1) ?? (isOver ? lastOfMost(plan, votes) : undefined);
}

/** Everybody means yes, and differs: most of them, and the last in the list of choices where they are as many. */
function lastOfMost(plan: ApprovalPlan, votes: readonly Vote[]): Vote | undefined {
  const byChoice = plan.choices.map(({ id }) => votes.filter(({ choice }) => choice === id));
  const most = Math.max(...byChoice.map(({ length }) => length));
  return byChoice.findLast(({ length }) => length === most)?.at(-1);
}

/** Whether the next answer settles the stage. */
export function isDecidedByOne(plan: ApprovalPlan, { seats, stage }: ApprovalState): boolean {
  const need = plan.stages[stage]?.need ?? "any";
  return need === "any" || need === 1 || seats.length === 1;
}

/** The vote that gave a choice as many as are needed. */
function lastOfMajority(votes: readonly Vote[], need: number): Vote | undefined {
  const counts = new Map<string, number>();
  return votes.find(({ choice }) => {
    const count = (counts.get(choice) ?? 0) + 1;
    counts.set(choice, count);
    return count >= need;
  });
}

export function meaningOf(plan: ApprovalPlan, { choice }: Pick<Vote, "choice">) {
  return plan.choices.find(({ id }) => id === choice)?.meaning;
}
