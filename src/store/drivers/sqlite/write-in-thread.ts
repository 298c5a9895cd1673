// What the writing thread runs: one group after the other, on a connection of its own.

import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { defined } from "../../../base/assert.ts";
import { connectSqlite, type Prepare, preparing, settleConnection } from "./connection.ts";
import { createUnpacker, type PackedUnits } from "./packed-units.ts";
import { writeUnits } from "./write-units.ts";
import type { Order, Written } from "./writing-thread.ts";

const port = defined(parentPort, "the thread of the server");
const unpack = createUnpacker();
let open: { readonly connection: DatabaseSync; readonly prepare: Prepare } | undefined;

port.on("message", (order: Order) => {
  if (order !== "close") return port.postMessage(write(order));
  open?.connection.close();
  port.close();
});

function write(packed: PackedUnits): Written {
  const units = unpack(packed);
  try {
    open ??= connect();
    return { isWritten: writeUnits(open.connection, open.prepare, units) };
  } catch (error) {
    // An error of SQLite loses its code on the way to another thread.
    if (!(error instanceof Error)) throw error;
    return {
      message: error.message,
      errcode: "errcode" in error ? Number(error.errcode) : undefined,
    };
  }
}

function connect() {
  const connection = connectSqlite(workerData as string);
  settleConnection(connection);
  return { connection, prepare: preparing(connection) };
}
