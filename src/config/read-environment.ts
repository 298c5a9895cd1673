// The only reader of the process's environment.

/** The environment's variables; a variable without text counts as not set. */
export type Environment = Readonly<Record<string, string>>;

export function readEnvironment(): Environment {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return Object.fromEntries(entries);
}
