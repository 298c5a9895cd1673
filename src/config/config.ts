/** The checked configuration. `parse-config.ts` is the only maker of it. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The folder of the embedded database. */
  readonly dataDirectory: string;
  /** A PostgreSQL, which takes the place of the embedded database. May hold a password. */
  readonly databaseUrl: string | undefined;
  /** Without one, mail goes to the built-in mailbox. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Where answers to mails go; to the sender when not given. */
  readonly mailReplyTo: string | undefined;
  /** Where undeliverable mails go back to; to the sender when not given. */
  readonly mailBounceTo: string | undefined;
  /** Signs every mail. */
  readonly dkim: DkimConfig | undefined;
  /** A file that says who is who: people, their delegates and groups. */
  readonly peopleFile: string | undefined;
  /** What every link begins with, without a slash at its end; from host and port when not given. */
  readonly publicUrl: string | undefined;
  readonly region: string;
  readonly accountId: string;
  /** S3 is not AWS's own: what stands in for it has no host name for every bucket. */
  readonly isS3PathStyle: boolean;
  /** Callers must sign with these; none means that anybody who reaches the port may call. */
  readonly credentials: Credentials | undefined;
  /** Signs task tokens; made up at the first start and kept in the database when not given. */
  readonly secret: string | undefined;
  /** Allows an address other than loopback without credentials. */
  readonly isInsecure: boolean;
  /** Folders that stand for S3 buckets, by the names of the buckets. */
  readonly buckets: ReadonlyMap<string, string>;
  /** What following a link with a task token does at a hosted API: ask first, or decide as AWS does. */
  readonly hostedApiGet: "confirm" | "as-aws";
  /** As many history events may an execution have; AWS allows 25,000. */
  readonly historyEventsMax: number;
  /** Whether HTTP(S) subscribers may be on this machine or in private networks. */
  readonly allowsPrivateAddresses: boolean;
  /** Whether callers may answer, with its token, a task that people are asked about. */
  readonly allowsTokenOverride: boolean;
  /** As many requests may be under way at once; others are told to come back. */
  readonly requestsMax: number;
  /** Executions that callers may start in a second, of all state machines together and of each. */
  readonly startRateMax: number | undefined;
  readonly machineStartRateMax: number | undefined;
  /** As many executions may run at once before callers can start no more. */
  readonly executionsMax: number | undefined;
  /** So long a server that is asked to stop goes on answering, for others to notice that it will. */
  readonly drainSeconds: number;
  /** Days that executions are kept after their end; for ever when not given. AWS keeps them 90 days. */
  readonly retentionDays: number | undefined;
  /** So long somebody stays signed in at most, and without a request. */
  readonly sessionHours: number;
  readonly sessionIdleMinutes: number;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/** https://www.rfc-editor.org/rfc/rfc6376 */
export interface DkimConfig {
  /** PEM of an RSA key. */
  readonly keyFile: string;
  readonly selector: string;
  readonly domain: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
