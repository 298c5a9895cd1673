// The parts of prom-client that this server uses. The package's own entrance loads OpenTelemetry as well, for
// figures that nothing here asks for, and that would be a tenth of the time which a server takes to start.

import { createRequire } from "node:module";
import type PromClient from "prom-client";

const load = createRequire(import.meta.url);

export const Counter: typeof PromClient.Counter = load("prom-client/lib/counter.js");
export const Gauge: typeof PromClient.Gauge = load("prom-client/lib/gauge.js");
export const Histogram: typeof PromClient.Histogram = load("prom-client/lib/histogram.js");
export const Registry: typeof PromClient.Registry = load("prom-client/lib/registry.js");
export type Registry = PromClient.Registry;
