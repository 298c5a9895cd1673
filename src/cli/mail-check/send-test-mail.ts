import { createTransport } from "nodemailer";
import type { Config } from "../../config/config.ts";
import type { DkimKey } from "../../config/read-dkim-key.ts";
import type { Finding } from "./finding.ts";

const TIMEOUT_MS = 10_000;

/** From the sender, back to the same address and with the same signature as every other mail. */
export async function sendTestMail(
  config: Pick<Config, "smtpUrl" | "mailFrom" | "mailReplyTo" | "mailBounceTo" | "publicUrl">,
  dkim: DkimKey | undefined,
  to: string,
): Promise<Finding> {
  const { mailBounceTo, mailFrom, mailReplyTo, publicUrl, smtpUrl } = config;
  const transport = createTransport({
    url: smtpUrl ?? "",
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    ...(dkim && { dkim }),
  });
  const text = `This mail was asked for by "countersign mail check".\n\nLinks begin with ${publicUrl ?? "the address that the server listens on"}.\n`;
  try {
    await transport.sendMail({
      from: mailFrom,
      to: { name: "", address: to },
      ...(mailReplyTo !== undefined && { replyTo: mailReplyTo }),
      ...(mailBounceTo !== undefined && { envelope: { from: mailBounceTo, to: [to] } }),
      subject: "Countersign sends mail",
      text,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return { grade: "ok", about: "send", text: `The mail server took a mail to ${to}.` };
  } catch (error) {
    const { message, response } = error as Error & { readonly response?: string };
    const reason = (response ?? message).replace(/\s+/g, " ").replace(/\.$/, "");
    return { grade: "fail", about: "send", text: `A mail to ${to} was refused: ${reason}.` };
  } finally {
    transport.close();
  }
}
