// What every part of the wiring is handed.

import type { Clock } from "../base/instant.ts";
import type { Config } from "../config/config.ts";
import type { Membership } from "../engine/membership.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";

export interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly store: Store;
  readonly membership: Membership;
}
