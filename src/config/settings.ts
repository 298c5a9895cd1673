// Every setting of the server, once: its name makes the flag (`--smtp-url`) and the variable
// (`COUNTERSIGN_SMTP_URL`), and the table makes the help.

export interface Setting {
  /** What stands for the value in the help; a switch has none. */
  readonly value?: string;
  readonly about: string;
}

export type SettingName = keyof typeof SETTINGS;

export const SETTINGS = {
  port: { value: "PORT", about: "Port to listen on; 0 takes a free one (8080)." },
  host: { value: "ADDRESS", about: "Address to listen on (127.0.0.1)." },
  data: { value: "FOLDER", about: "Folder of the embedded database (./.countersign)." },
  "database-url": {
    value: "URL",
    about: "PostgreSQL, such as postgres://user:password@db.example.com/name (embedded database).",
  },
  "public-url": {
    value: "URL",
    about: "What every link begins with; where people reach this server (from host and port).",
  },
  "smtp-url": {
    value: "URL",
    about: "Mail server, such as smtp://user:password@mail.example.com:587 (built-in mailbox).",
  },
  "mail-from": {
    value: "ADDRESS",
    about: "Sender of every mail (Countersign <countersign@localhost>).",
  },
  "mail-reply-to": { value: "ADDRESS", about: "Where answers to mails go (the sender)." },
  "mail-bounce-to": {
    value: "ADDRESS",
    about: "Where undeliverable mails go back to (the sender).",
  },
  "dkim-key": {
    value: "FILE",
    about: "RSA key in PEM that signs every mail (mails are not signed).",
  },
  "dkim-selector": { value: "NAME", about: "Where its public half is in the DNS (countersign)." },
  "dkim-domain": { value: "DOMAIN", about: "Whom the signature speaks for (the sender's domain)." },
  people: {
    value: "FILE",
    about: "JSON with people, delegates, groups and roles (every address is a person).",
  },
  "access-key-id": {
    value: "ID",
    about: "Callers must sign with this key and its secret (nobody has to sign).",
  },
  "secret-access-key": { value: "SECRET", about: "The secret of the access key." },
  secret: {
    value: "SECRET",
    about: "Signs task tokens, 32 characters or more (made up once, kept in the database).",
  },
  region: { value: "NAME", about: "Region in ARNs (us-east-1)." },
  "account-id": { value: "DIGITS", about: "Account in ARNs, 12 digits (000000000000)." },
  buckets: {
    value: "NAME=FOLDER,…",
    about: "Folders that distributed Maps read and write in place of S3 buckets (none).",
  },
  "hosted-api-get": {
    value: "MODE",
    about: "What a link with a task token does: confirm, or as-aws to decide at once (confirm).",
  },
  "history-events-max": {
    value: "NUMBER",
    about: "Events that the history of one execution may have; AWS allows 25,000 (25000).",
  },
  "start-rate-max": {
    value: "NUMBER",
    about: "Executions that callers may start in a second at this server (no limit).",
  },
  "machine-rate-max": {
    value: "NUMBER",
    about: "The same for each state machine (no limit).",
  },
  "executions-max": {
    value: "NUMBER",
    about: "Executions that may run before callers can start no more (no limit).",
  },
  "requests-max": {
    value: "NUMBER",
    about: "Requests under way at once; others are told to come back (2000).",
  },
  "drain-seconds": {
    value: "SECONDS",
    about: "Go on answering so long after SIGTERM (5 with PostgreSQL, otherwise 0).",
  },
  "deny-private-addresses": {
    about: "Deliver to no HTTP subscriber on this machine or in private networks.",
  },
  "allow-token-override": {
    about: "Let signed callers answer with a task token what people are asked; it is recorded.",
  },
  "retention-days": {
    value: "DAYS",
    about: "Keep executions so long after their end; AWS keeps them 90 days (for ever).",
  },
  "session-hours": {
    value: "HOURS",
    about: "People who have signed in stay so for at most as long (12).",
  },
  "session-idle-minutes": {
    value: "MINUTES",
    about: "The same without a request in between (60).",
  },
  "log-level": { value: "LEVEL", about: "debug, info, warn, error or silent (info)." },
  insecure: { about: "Allow an address that others can reach although nobody has to sign." },
} as const satisfies Record<string, Setting>;

export function variableOf(name: string): string {
  return `COUNTERSIGN_${name.replaceAll("-", "_").toUpperCase()}`;
}
