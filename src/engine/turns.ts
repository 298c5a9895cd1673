/** Runs one action per key at a time, in the order of arrival. */
export type TakeTurn = <T>(key: string, act: () => Promise<T>) => Promise<T>;

export function createTurns(): TakeTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key, act) => {
    const before = last.get(key);
    const turn = before ? before.then(act, act) : act();
    last.set(key, turn);
    const leave = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
}
