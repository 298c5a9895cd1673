import { CLIENT_SETTINGS } from "../config/parse-client-config.ts";
import type { Options } from "./command.ts";

/** Options of every command that talks to a server. */
export const CLIENT_OPTIONS: Options = {
  ...CLIENT_SETTINGS,
  json: { about: "Print JSON for programs." },
};
