// Whether the DNS knows the key that mails are signed with, and what it says about mails that are not in
// order. https://www.rfc-editor.org/rfc/rfc6376, https://www.rfc-editor.org/rfc/rfc7489

import { type DkimKey, publishedKeyOf } from "../../config/read-dkim-key.ts";
import { type DnsResolver, type Finding, findTexts } from "./finding.ts";

/** @param domain that of the sender */
export async function checkDkim(
  resolver: DnsResolver,
  domain: string,
  key: DkimKey | undefined,
): Promise<Finding> {
  const finding = (grade: Finding["grade"], text: string) => ({ grade, about: "dkim", text });
  if (!key) {
    const advice = "Give --dkim-key, unless the mail server signs them.";
    return finding("warn", `Mails are not signed here. ${advice}`);
  }
  const name = `${key.keySelector}._domainkey.${key.domainName}`;
  const own = publishedKeyOf(key);
  const texts = await findTexts(resolver, name);
  if (!texts) return finding("warn", `The DNS could not be asked about ${name}.`);
  const record = texts.find((text) => /(^|;)\s*p\s*=/.test(text));
  if (record === undefined) {
    return finding("fail", `Publish a TXT record at ${name}: "v=DKIM1; k=rsa; p=${own}".`);
  }
  const published = tagOf(record, "p").replace(/\s+/g, "");
  if (published === "") return finding("fail", `The key at ${name} is revoked: publish a new one.`);
  if (published !== own) {
    return finding("fail", `The key at ${name} is another one than that of --dkim-key.`);
  }
  if (!isAligned(domain, key.domainName)) {
    const text = `The signature speaks for ${key.domainName}, mails come from ${domain}.`;
    return finding("warn", `${text} DMARC does not count it: correct --dkim-domain.`);
  }
  return finding("ok", `The key at ${name} is that of --dkim-key.`);
}

export async function checkDmarc(resolver: DnsResolver, domain: string): Promise<Finding> {
  const finding = (grade: Finding["grade"], text: string) => ({ grade, about: "dmarc", text });
  for (const name of selfAndParents(domain)) {
    const texts = await findTexts(resolver, `_dmarc.${name}`);
    if (!texts) return finding("warn", `The DNS could not be asked about _dmarc.${name}.`);
    const record = texts.find((text) => /^v=DMARC1\s*(;|$)/.test(text));
    if (record === undefined) continue;
    const isOwn = name === domain;
    const policy = (!isOwn && tagOf(record, "sp")) || tagOf(record, "p");
    return policy === "quarantine" || policy === "reject"
      ? finding("ok", `_dmarc.${name} says ${policy}.`)
      : finding(
          "warn",
          `_dmarc.${name} lets others send in the name of ${domain}: say p=quarantine or p=reject.`,
        );
  }
  const advice = `Publish a TXT record at _dmarc.${domain}, such as "v=DMARC1; p=quarantine".`;
  return finding("warn", `${domain} has no DMARC policy. ${advice}`);
}

/** Without the domain of the highest level, which nobody owns. */
function selfAndParents(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

/** Relaxed alignment, as far as that can be told without the list of public suffixes. */
function isAligned(left: string, right: string): boolean {
  return left === right || left.endsWith(`.${right}`) || right.endsWith(`.${left}`);
}

function tagOf(record: string, tag: string): string {
  const part = record.split(";").find((each) => each.split("=", 1)[0]?.trim() === tag);
  return part === undefined ? "" : part.slice(part.indexOf("=") + 1).trim();
}
