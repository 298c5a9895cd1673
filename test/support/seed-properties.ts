// Loaded before every test. Properties are tried with the same values every time, so that a failure is that of
// a change; COUNTERSIGN_PROPERTY_SEED tries others, `random` new ones each time.

import fc from "fast-check";

const given = process.env["COUNTERSIGN_PROPERTY_SEED"] ?? "1";
if (given !== "random") fc.configureGlobal({ seed: Number(given) });
