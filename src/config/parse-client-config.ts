// How the command line finds a running server and signs its calls. Credentials may come from the
// variables of the AWS tools, so that one set-up serves both.

import type { Credentials } from "./config.ts";
import type { Flags } from "./parse-config.ts";
import type { Environment } from "./read-environment.ts";
import { type Setting, variableOf } from "./settings.ts";
import { readBaseUrl } from "./values.ts";

export interface ClientConfig {
  /** Without a slash at its end. */
  readonly url: string;
  /** Calls are signed with these; unsigned when absent. */
  readonly credentials: Credentials | undefined;
  /** Of a program; before credentials for everything that is no operation of AWS. */
  readonly token?: string | undefined;
  readonly region: string;
}

export type ClientConfigOutcome =
  | { readonly config: ClientConfig }
  | { readonly problems: readonly string[] };

export const CLIENT_SETTINGS = {
  url: { value: "URL", about: "Where the server is, or COUNTERSIGN_URL (http://127.0.0.1:8080)." },
  "access-key-id": { value: "ID", about: "Sign with this key, or AWS_ACCESS_KEY_ID." },
  "secret-access-key": { value: "SECRET", about: "Its secret, or AWS_SECRET_ACCESS_KEY." },
  token: { value: "TOKEN", about: "Use this API token, or COUNTERSIGN_TOKEN." },
  region: { value: "NAME", about: "Region of the signature, or AWS_REGION (us-east-1)." },
} as const satisfies Record<string, Setting>;

const URL_DEFAULT = "http://127.0.0.1:8080";

export function parseClientConfig(flags: Flags, environment: Environment): ClientConfigOutcome {
  const find = (name: string, ...variables: string[]): string | undefined => {
    const flag = flags[name];
    if (flag !== undefined) return String(flag);
    const variable = [variableOf(name), ...variables].find((each) => environment[each]);
    return variable === undefined ? undefined : environment[variable];
  };
  const accessKeyId = find("access-key-id", "AWS_ACCESS_KEY_ID");
  const secretAccessKey = find("secret-access-key", "AWS_SECRET_ACCESS_KEY");
  const token = find("token");
  const url = readBaseUrl(find("url") ?? URL_DEFAULT);
  const problems: string[] = [];
  if ("problem" in url) problems.push(`The server's URL ${url.problem}.`);
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    problems.push("An access key id and its secret belong together: give both or none.");
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    problems.push("The API token has characters that no token has.");
  }
  if ("problem" in url || problems.length > 0) return { problems };
  return {
    config: {
      url: url.value,
      credentials:
        accessKeyId !== undefined && secretAccessKey !== undefined
          ? { accessKeyId, secretAccessKey }
          : undefined,
      ...(token !== undefined && { token }),
      region: find("region", "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1",
    },
  };
}
