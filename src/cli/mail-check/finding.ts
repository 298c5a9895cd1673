/** One thing that was looked at. */
export interface Finding {
  readonly grade: "ok" | "warn" | "fail";
  /** What was looked at: `smtp`, `spf`, … */
  readonly about: string;
  /** What is the case, and what to do where that is not well: a sentence or two. */
  readonly text: string;
}

/** The part of `node:dns/promises` that is asked. */
export interface DnsResolver {
  resolveTxt(name: string): Promise<string[][]>;
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  resolveMx(name: string): Promise<{ readonly exchange: string; readonly priority: number }[]>;
}

/** The texts that a name has; `undefined` when the DNS could not be asked. */
export async function findTexts(
  resolver: DnsResolver,
  name: string,
): Promise<readonly string[] | undefined> {
  const records = await answerOr(() => resolver.resolveTxt(name), []);
  // A long text comes in pieces: https://www.rfc-editor.org/rfc/rfc7208#section-3.3
  return records?.map((pieces) => pieces.join(""));
}

/** Its answer, or what stands for none; `undefined` when the DNS could not be asked. */
export async function answerOr<T>(ask: () => Promise<T>, none: T): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOTFOUND" || code === "ENODATA" ? none : undefined;
  }
}
