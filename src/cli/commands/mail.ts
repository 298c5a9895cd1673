import { Resolver } from "node:dns/promises";
import type { Config } from "../../config/config.ts";
import { type DkimKey, MailConfigError, readDkimKey } from "../../config/read-dkim-key.ts";
import { type Command, CommandError, UsageError } from "../command.ts";
import { checkPublicUrl } from "../mail-check/check-public-url.ts";
import { checkDkim, checkDmarc } from "../mail-check/check-signature.ts";
import { checkSpf } from "../mail-check/check-spf.ts";
import type { DnsResolver, Finding } from "../mail-check/finding.ts";
import { renderTable } from "../render-table.ts";
import { getConfig, SERVER_OPTIONS } from "../run-server.ts";
import { sentence } from "../sentence.ts";

export interface MailCheckDeps {
  readonly resolver: DnsResolver;
  readonly fetch: typeof fetch;
}

/** @param deps how the outside is asked */
export function createMailCommand(deps: MailCheckDeps): Command {
  return {
    name: "mail",
    summary: "Check that mails arrive: mail server, SPF, DKIM, DMARC, and where links lead.",
    operands: "check",
    operandCount: { min: 1, max: 1 },
    options: {
      to: { value: "ADDRESS", about: "Send a mail to this address as well (none is sent)." },
      ...SERVER_OPTIONS,
    },
    examples: [
      "countersign mail check --smtp-url smtps://user@mail.example.com --mail-from no-reply@example.com",
      "countersign mail check --to ann@example.com",
    ],
    async run({ operands: [verb], flags }, terminal) {
      if (verb !== "check") throw new UsageError(`"${verb}" is not check.`);
      const { to, ...settings } = flags;
      const config = getConfig(settings, terminal);
      const address = to === undefined ? undefined : addressOf(String(to));
      const findings = await check(deps, config, address);
      const rows = findings.map(({ grade, about, text }) => [grade, about, text]);
      terminal.print(renderTable(["result", "about", "finding"], rows));
      return findings.some(({ grade }) => grade === "fail") ? 1 : 0;
    },
  };
}

/** As a server with these settings would send mail. */
export const MAIL: Command = createMailCommand({
  resolver: new Resolver({ timeout: 5_000, tries: 2 }),
  fetch: (...request) => fetch(...request),
});

async function check(
  { resolver, fetch: ask }: MailCheckDeps,
  config: Config,
  to: string | undefined,
): Promise<readonly Finding[]> {
  const key = readKey(config);
  const links = await checkPublicUrl(ask, config.publicUrl);
  if (config.smtpUrl === undefined) {
    const text = "Mails stay in the built-in mailbox: give --smtp-url to have them sent.";
    return [{ grade: "fail", about: "smtp", text }, links];
  }
  // Other commands do without a mail program.
  const [{ checkSmtp, smtpServerOf }, { sendTestMail }] = await Promise.all([
    import("../mail-check/check-smtp.ts"),
    import("../mail-check/send-test-mail.ts"),
  ]);
  const server = smtpServerOf(config.smtpUrl);
  const domain = domainOf(config.mailFrom);
  const bounces = domainOf(config.mailBounceTo ?? config.mailFrom);
  const conversation = await checkSmtp(server);
  const names = await Promise.all([
    checkSpf(resolver, bounces, server.host),
    checkDkim(resolver, domain, key),
    checkDmarc(resolver, domain),
  ]);
  const sent = to === undefined ? [] : [await sendTestMail(config, key, to)];
  return [...conversation, ...names, links, ...sent];
}

function readKey({ dkim }: Config): DkimKey | undefined {
  try {
    return dkim && readDkimKey(dkim);
  } catch (error) {
    if (error instanceof MailConfigError) throw new CommandError(sentence(error.message));
    throw error;
  }
}

function addressOf(text: string): string {
  if (!/^[^\s<>@,;]+@[^\s<>@,;]+$/.test(text))
    throw new UsageError("--to takes one e-mail address.");
  return text;
}

function domainOf(mailFrom: string): string {
  return (/@([^\s<>@]+)>?$/.exec(mailFrom)?.[1] ?? "").toLowerCase();
}
