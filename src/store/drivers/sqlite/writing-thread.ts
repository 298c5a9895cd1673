// A thread of its own that writes groups of units, so that the server goes on computing while the disk is
// waited for. It may be asked for one thing at a time.

import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { createPacker, type PackedUnits } from "./packed-units.ts";
import type { Writing } from "./write-units.ts";

export interface WritingThread {
  /** @throws Error of SQLite; then nothing is written. */
  write(units: readonly Writing[]): Promise<readonly boolean[]>;
  close(): Promise<void>;
}

/** What the thread is told. */
export type Order = PackedUnits | "close";

/** What it answers to units. */
export type Written =
  | { readonly isWritten: readonly boolean[] }
  | { readonly message: string; readonly errcode: number | undefined };

/** In the form that this file has, too: a source, or what was built of it. */
const PROGRAM = new URL(`./write-in-thread${extname(import.meta.url)}`, import.meta.url);

/** @param path The file of the database, whose schema is up to date. */
export function startWritingThread(path: string): WritingThread {
  // What the process was told to run is not for this thread.
  const worker = new Worker(PROGRAM, { workerData: path, execArgv: [] });
  const pack = createPacker();
  const tell = (order: Order) => worker.postMessage(order);
  // It keeps the process alive only while somebody waits for it.
  worker.unref();
  return {
    async write(units) {
      const answered = new Promise<Written>((resolve) => worker.once("message", resolve));
      worker.ref();
      tell(pack(units));
      const written = await answered;
      worker.unref();
      if ("isWritten" in written) return written.isWritten;
      const { message, errcode } = written;
      throw Object.assign(new Error(message), { errcode });
    },
    async close() {
      worker.ref();
      const exited = once(worker, "exit");
      tell("close");
      await exited;
    },
  };
}
