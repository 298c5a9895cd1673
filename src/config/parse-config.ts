// From flags and environment to the checked configuration: pure, and all problems at once. A flag wins
// over its variable.

import { suggest } from "../base/suggest.ts";
import type { Config, Credentials, DkimConfig } from "./config.ts";
import { isLoopback } from "./is-loopback.ts";
import type { Environment } from "./read-environment.ts";
import { SETTINGS, type SettingName, variableOf } from "./settings.ts";
import {
  type Reading,
  readAccessKeyId,
  readAccountId,
  readBaseUrl,
  readBuckets,
  readChoice,
  readDatabaseUrl,
  readDnsName,
  readFile,
  readFolder,
  readHost,
  readMailAddress,
  readMailFrom,
  readNumber,
  readPort,
  readRegion,
  readSecret,
  readSmtpUrl,
  readSwitch,
} from "./values.ts";

/** By name without dashes in front; a switch is `true`. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export type ConfigOutcome =
  | { readonly config: Config }
  /** One sentence each. */
  | { readonly problems: readonly string[] };

const TOKEN_SECRET_LENGTH_MIN = 32;
const ACCESS_SECRET_LENGTH_MIN = 16;
const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** A person's own `COUNTERSIGN_URL` is for the command line. */
const OTHER_VARIABLES = [variableOf("url")];

/** Read by the AWS SDK, which follows them. */
const S3_ENDPOINTS = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

export function parseConfig(flags: Flags, environment: Environment): ConfigOutcome {
  const problems = misspelledVariables(environment);
  const read = reader(flags, environment, problems);

  const host = read("host", readHost) ?? "127.0.0.1";
  const isInsecure = read("insecure", readSwitch) ?? false;
  const credentials = readCredentials(read, problems);
  const databaseUrl = read("database-url", readDatabaseUrl);
  const mailFrom = read("mail-from", readMailFrom) ?? "Countersign <countersign@localhost>";
  const config: Config = {
    host,
    isInsecure,
    credentials,
    port: read("port", readPort) ?? 8080,
    dataDirectory: read("data", readFolder) ?? "./.countersign",
    databaseUrl,
    publicUrl: read("public-url", readBaseUrl),
    smtpUrl: read("smtp-url", readSmtpUrl),
    mailFrom,
    mailReplyTo: read("mail-reply-to", readMailAddress),
    mailBounceTo: read("mail-bounce-to", readMailAddress),
    dkim: readDkim(read, mailFrom, problems),
    peopleFile: read("people", readFile),
    secret: read("secret", (text) => readSecret(text, TOKEN_SECRET_LENGTH_MIN)),
    region: read("region", readRegion) ?? "us-east-1",
    accountId: read("account-id", readAccountId) ?? "000000000000",
    isS3PathStyle: S3_ENDPOINTS.some((name) => environment[name] !== undefined),
    buckets: read("buckets", readBuckets) ?? new Map(),
    hostedApiGet:
      read("hosted-api-get", (text) => readChoice(text, ["confirm", "as-aws"])) ?? "confirm",
    historyEventsMax:
      read("history-events-max", (text) => readNumber(text, 100, 10_000_000)) ?? 25_000,
    allowsPrivateAddresses: !(read("deny-private-addresses", readSwitch) ?? false),
    allowsTokenOverride: read("allow-token-override", readSwitch) ?? false,
    ...readLimits(read),
    drainSeconds:
      read("drain-seconds", (text) => readNumber(text, 0, 3_600)) ??
      (databaseUrl === undefined ? 0 : 5),
    retentionDays: read("retention-days", (text) => readNumber(text, 1, 36_500)),
    sessionHours: read("session-hours", (text) => readNumber(text, 1, 720)) ?? 12,
    sessionIdleMinutes: read("session-idle-minutes", (text) => readNumber(text, 5, 43_200)) ?? 60,
    logLevel: read("log-level", (text) => readChoice(text, LOG_LEVELS)) ?? "info",
  };
  if (problems.length === 0 && !isLoopback(host) && !credentials && !isInsecure) {
    problems.push(
      `--host ${host} can be reached by others, and nobody has to sign: give --access-key-id and ` +
        "--secret-access-key, or say --insecure.",
    );
  }
  return problems.length > 0 ? { problems } : { config };
}

type Read = <T>(name: SettingName, readValue: (text: string) => Reading<T>) => T | undefined;

/** Answers a function that reads one setting and notes its problem under the name that was used. */
function reader(flags: Flags, environment: Environment, problems: string[]): Read {
  return (name, readValue) => {
    const flag = flags[name];
    const variable = variableOf(name);
    const text = flag ?? environment[variable];
    if (text === undefined) return undefined;
    const reading = readValue(String(text));
    if ("value" in reading) return reading.value;
    problems.push(`${flag === undefined ? variable : `--${name}`} ${reading.problem}.`);
    return undefined;
  };
}

function readLimits(
  read: Read,
): Pick<Config, "requestsMax" | "startRateMax" | "machineStartRateMax" | "executionsMax"> {
  const readMillions = (text: string) => readNumber(text, 1, 1_000_000);
  return {
    requestsMax: read("requests-max", readMillions) ?? 2_000,
    startRateMax: read("start-rate-max", readMillions),
    machineStartRateMax: read("machine-rate-max", readMillions),
    executionsMax: read("executions-max", (text) => readNumber(text, 1, 1_000_000_000)),
  };
}

function readDkim(read: Read, mailFrom: string, problems: string[]): DkimConfig | undefined {
  const before = problems.length;
  const keyFile = read("dkim-key", readFile);
  const selector = read("dkim-selector", readDnsName);
  const domain = read("dkim-domain", readDnsName);
  if (keyFile !== undefined) {
    const own = /@([^\s<>@]+)>?$/.exec(mailFrom)?.[1] ?? "";
    return { keyFile, selector: selector ?? "countersign", domain: domain ?? own.toLowerCase() };
  }
  const isNamed = selector !== undefined || domain !== undefined;
  if (isNamed && problems.length === before) {
    problems.push("--dkim-selector and --dkim-domain are about a key: give --dkim-key.");
  }
  return undefined;
}

function readCredentials(read: Read, problems: string[]): Credentials | undefined {
  const before = problems.length;
  const accessKeyId = read("access-key-id", readAccessKeyId);
  const secretAccessKey = read("secret-access-key", (text) =>
    readSecret(text, ACCESS_SECRET_LENGTH_MIN),
  );
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey };
  }
  const isOneMissing = accessKeyId !== undefined || secretAccessKey !== undefined;
  if (isOneMissing && problems.length === before) {
    problems.push("--access-key-id and --secret-access-key belong together: give both or none.");
  }
  return undefined;
}

/** A variable that nearly has a setting's name is a mistake that would otherwise pass unseen. */
function misspelledVariables(environment: Environment): string[] {
  const known = [...Object.keys(SETTINGS).map(variableOf), ...OTHER_VARIABLES];
  return Object.keys(environment)
    .filter((name) => name.startsWith("COUNTERSIGN_") && !known.includes(name))
    .flatMap((name) => {
      const meant = suggest(name, known);
      return meant === undefined ? [] : [`${name} is no setting: did you mean ${meant}?`];
    });
}
