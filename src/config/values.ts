// Reads single values as an operator types them. A reader answers the value, or a problem as the end
// of a sentence that begins with the setting's name. Values that may hold secrets are never repeated.

export type Reading<T> = { readonly value: T } | { readonly problem: string };

export function readPort(text: string): Reading<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535
    ? { value: port }
    : { problem: `must be a number from 0 to 65535, not ${quote(text)}` };
}

/** A whole number from `min` to `max`. */
export function readNumber(text: string, min: number, max: number): Reading<number> {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max
    ? { value: number }
    : { problem: `must be a number from ${min} to ${max}, not ${quote(text)}` };
}

export function readHost(text: string): Reading<string> {
  const host = text.replace(/^\[(.*)\]$/, "$1");
  return /^[A-Za-z0-9.:_%-]+$/.test(host)
    ? { value: host }
    : { problem: `must be an address or a host name, not ${quote(text)}` };
}

export function readFolder(text: string): Reading<string> {
  return text.trim() === "" ? { problem: "must name a folder" } : { value: text };
}

/** `NAME=FOLDER`, several by commas; from the name of a bucket to its folder. */
export function readBuckets(text: string): Reading<ReadonlyMap<string, string>> {
  const buckets = new Map<string, string>();
  for (const part of text.split(",")) {
    const [, name, folder] = /^\s*([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])=(.*\S)\s*$/s.exec(part) ?? [];
    if (name === undefined || folder === undefined) {
      return { problem: `must be NAME=FOLDER, several by commas, not ${quote(part)}` };
    }
    if (buckets.has(name)) return { problem: `names the bucket ${quote(name)} twice` };
    buckets.set(name, folder);
  }
  return { value: buckets };
}

export function readFile(text: string): Reading<string> {
  return text.trim() === "" ? { problem: "must name a file" } : { value: text };
}

export function readDatabaseUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  return url && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1
    ? { value: text }
    : { problem: "must look like postgres://user:password@host:port/database" };
}

export function readSmtpUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  return url && /^smtps?:$/.test(url.protocol) && url.hostname !== ""
    ? { value: text }
    : { problem: "must look like smtp://user:password@host:port or smtps://…" };
}

export function readMailFrom(text: string): Reading<string> {
  return /^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text)
    ? { value: text }
    : { problem: `must be an e-mail address or "Name <address>", not ${quote(text)}` };
}

/** One address, without a name. */
export function readMailAddress(text: string): Reading<string> {
  return /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(text)
    ? { value: text }
    : { problem: `must be an e-mail address, not ${quote(text)}` };
}

/** A name in the DNS, of one part or several. */
export function readDnsName(text: string): Reading<string> {
  return /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*$/i.test(text)
    ? { value: text.toLowerCase() }
    : { problem: `must be a name in the DNS, not ${quote(text)}` };
}

/** Without a slash at its end. */
export function readBaseUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { problem: "must begin with http:// or https://" };
  }
  if (url.username !== "" || url.password !== "") {
    return { problem: "must not hold a user or password" };
  }
  if (/[?#]/.test(text)) return { problem: "must not hold ? or #" };
  return { value: url.origin + url.pathname.replace(/\/+$/, "") };
}

export function readRegion(text: string): Reading<string> {
  return /^[a-z][a-z0-9-]{0,31}$/.test(text)
    ? { value: text }
    : { problem: `must be a name such as us-east-1, not ${quote(text)}` };
}

export function readAccountId(text: string): Reading<string> {
  return /^\d{12}$/.test(text)
    ? { value: text }
    : { problem: `must be 12 digits, not ${quote(text)}` };
}

export function readAccessKeyId(text: string): Reading<string> {
  return /^\w{3,128}$/.test(text)
    ? { value: text }
    : { problem: "must be 3 to 128 letters and digits" };
}

/** Secrets are worth their length only. */
export function readSecret(text: string, lengthMin: number): Reading<string> {
  return text.length >= lengthMin
    ? { value: text }
    : { problem: `must have ${lengthMin} characters or more` };
}

export function readSwitch(text: string): Reading<boolean> {
  if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
  if (/^(false|no|off|0)$/i.test(text)) return { value: false };
  return { problem: `must be true or false, not ${quote(text)}` };
}

export function readChoice<T extends string>(text: string, choices: readonly T[]): Reading<T> {
  const value = choices.find((choice) => choice === text);
  const last = choices.at(-1);
  return value === undefined
    ? { problem: `must be ${choices.slice(0, -1).join(", ")} or ${last}, not ${quote(text)}` }
    : { value };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
