/** Why a stack cannot be made, in the order of the template. */
export interface StackProblem {
  readonly message: string;
  /** The resource that is meant, where one is. */
  readonly logicalId?: string;
  /** Line of the template, from 1. */
  readonly line?: number;
}

/** Nothing has been created, changed or removed. `problems` holds everything that was found. */
export class StackError extends Error {
  override readonly name = "StackError";
  readonly problems: readonly StackProblem[];

  constructor(problems: readonly StackProblem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.problems = problems;
  }
}

/** Others change the same things again and again in between. */
export function contested(): StackError {
  return new StackError([{ message: "Somebody else keeps changing the stack: try again" }]);
}

/** One line for people: `line 12, Topic: …`. */
export function describeProblem(problem: StackProblem): string {
  const place = [
    ...(problem.line === undefined ? [] : [`line ${problem.line}`]),
    ...(problem.logicalId === undefined ? [] : [problem.logicalId]),
  ];
  return place.length === 0 ? problem.message : `${place.join(", ")}: ${problem.message}`;
}
