import { openMemoryStore } from "./open-store.ts";
import { describeStore } from "./store.contract.ts";

describeStore("SQLite in memory", openMemoryStore);
