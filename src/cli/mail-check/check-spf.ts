// Whether the DNS lets the mail server send for the domain. https://www.rfc-editor.org/rfc/rfc7208

import { BlockList, isIP } from "node:net";
import { answerOr, type DnsResolver, type Finding, findTexts } from "./finding.ts";

/** https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4 */
const LOOKUPS_MAX = 10;

/** @param host the mail server that mails are handed to */
export async function checkSpf(
  resolver: DnsResolver,
  domain: string,
  host: string,
): Promise<Finding> {
  const texts = await findTexts(resolver, domain);
  if (!texts) return finding("warn", `The DNS could not be asked about ${domain}.`);
  const policies = texts.filter(isPolicy);
  const [policy] = policies;
  if (policy === undefined) {
    const named = `${isIP(host) === 0 ? "a" : `ip${isIP(host)}`}:${host}`;
    const advice = `Publish a TXT record at ${domain}, such as "v=spf1 ${named} -all".`;
    return finding("fail", `${domain} does not say who may send for it. ${advice}`);
  }
  if (policies.length > 1) {
    return finding("fail", `${domain} has ${policies.length} SPF records, which counts as none.`);
  }
  const addresses = await addressesOf(resolver, host);
  const budget = { lookups: 0 };
  const verdicts = await Promise.all(
    addresses.map((address) => isAllowed(resolver, { domain, policy, address, budget })),
  );
  if (budget.lookups > LOOKUPS_MAX) {
    const text = `The record of ${domain} needs more than ${LOOKUPS_MAX} lookups, which counts as none.`;
    return finding("fail", text);
  }
  if (/\s\+?all(\s|$)/i.test(policy)) {
    return finding("warn", `${domain} lets everybody send for it: end the record with -all.`);
  }
  return verdicts.includes(true)
    ? finding("ok", `${domain} lets ${host} send for it.`)
    : finding(
        "warn",
        `${domain} does not name ${host}. Add it, unless mails leave from another address that is named.`,
      );
}

interface Question {
  readonly domain: string;
  readonly policy: string;
  readonly address: string;
  /** Counted over all that is included. */
  readonly budget: { lookups: number };
}

/** By the first mechanism that knows the address. */
async function isAllowed(resolver: DnsResolver, question: Question): Promise<boolean> {
  const terms = question.policy.trim().split(/\s+/).slice(1);
  for (const term of terms) {
    const [, sign = "+", name = "", value = ""] =
      /^([+?~-]?)([a-z0-9]+)[:=]?(.*)$/i.exec(term) ?? [];
    if (await knows(resolver, question, name.toLowerCase(), value))
      return sign !== "-" && sign !== "~";
  }
  return false;
}

async function knows(
  resolver: DnsResolver,
  question: Question,
  name: string,
  value: string,
): Promise<boolean> {
  const { address, budget, domain } = question;
  if (name === "ip4" || name === "ip6") return isWithin(address, value);
  if (!["a", "mx", "include", "redirect"].includes(name)) return name === "all";
  budget.lookups += 1;
  if (budget.lookups > LOOKUPS_MAX) return false;
  const [named, prefix] = value.split("/", 2);
  const target = named || domain;
  if (name === "include" || name === "redirect") {
    const policy = (await findTexts(resolver, target))?.find(isPolicy);
    return policy !== undefined && isAllowed(resolver, { ...question, domain: target, policy });
  }
  const hosts = name === "a" ? [target] : await exchangesOf(resolver, target);
  const found = await Promise.all(hosts.map((each) => addressesOf(resolver, each)));
  return found.flat().some((each) => isWithin(address, prefix ? `${each}/${prefix}` : each));
}

function isPolicy(text: string): boolean {
  return /^v=spf1(\s|$)/i.test(text);
}

async function exchangesOf(resolver: DnsResolver, domain: string): Promise<readonly string[]> {
  const records = await answerOr(() => resolver.resolveMx(domain), []);
  return (records ?? []).map(({ exchange }) => exchange);
}

async function addressesOf(resolver: DnsResolver, host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const [four, six] = await Promise.all([
    answerOr(() => resolver.resolve4(host), []),
    answerOr(() => resolver.resolve6(host), []),
  ]);
  return [...(four ?? []), ...(six ?? [])];
}

/** `network` is an address, or one with the length of its prefix. */
function isWithin(address: string, network: string): boolean {
  const [base = "", length] = network.split("/", 2);
  const family = isIP(base);
  if (family === 0 || family !== isIP(address)) return false;
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits) return false;
  const kind = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(base, prefix, kind);
  return list.check(address, kind);
}

function finding(grade: Finding["grade"], text: string): Finding {
  return { grade, about: "spf", text };
}
