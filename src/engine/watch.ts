// Waiting until a row has changed: woken by the commits of this process, and with a look once a second for
// those of other processes on the same database.

export interface Watch {
  /** Calls `look` whenever `id` is woken, and once a second, until what it returns is called. */
  begin(id: string, look: () => void): () => void;
  wake(id: string): void;
}

const LOOK_EVERY_MS = 1_000;

export function createWatch(): Watch {
  const looks = new Map<string, Set<() => void>>();
  return {
    begin(id, look) {
      const those = looks.get(id) ?? new Set();
      looks.set(id, those.add(look));
      const interval = setInterval(look, LOOK_EVERY_MS);
      return () => {
        clearInterval(interval);
        those.delete(look);
        if (those.size === 0) looks.delete(id);
      };
    },
    wake(id) {
      for (const look of looks.get(id) ?? []) look();
    },
  };
}
