// A conversation with the mail server up to where a mail would be handed over.

import SMTPConnection from "nodemailer/lib/smtp-connection";
import { isLoopback } from "../../config/is-loopback.ts";
import type { Finding } from "./finding.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on; otherwise by STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

const TIMEOUT_MS = 10_000;

export function smtpServerOf(smtpUrl: string): SmtpServer {
  const url = new URL(smtpUrl);
  const isSecure = url.protocol === "smtps:";
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/[[\]]/g, ""),
    port: url.port === "" ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    login: user === "" ? undefined : { user, pass: decodeURIComponent(url.password) },
  };
}

export async function checkSmtp(server: SmtpServer): Promise<readonly Finding[]> {
  const { host, port, isSecure: secure, login } = server;
  const times = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS };
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    ...times,
    socketTimeout: TIMEOUT_MS,
  });
  try {
    const problem = await settle(connection, (done) => connection.connect(done));
    if (problem !== undefined) return [connectionProblem(server, problem)];
    const findings = [
      finding("ok", "smtp", `${host}:${port} answers.`),
      encryptionOf(server, connection.secure),
    ];
    if (!login) return [...findings, finding("ok", "login", "None is configured.")];
    const refusal = await settle(connection, (done) =>
      connection.login({ credentials: login }, done),
    );
    const answer =
      refusal === undefined
        ? finding("ok", "login", `${login.user} is let in.`)
        : finding("fail", "login", `${login.user} is not let in: ${refusal}. Correct --smtp-url.`);
    return [...findings, answer];
  } finally {
    connection.close();
  }
}

function connectionProblem({ host, port }: SmtpServer, problem: string): Finding {
  const advice = /certificate|self.signed|altname/i.test(problem)
    ? "Give the name that its certificate is for, or a certificate that this machine trusts."
    : "Correct --smtp-url, or let this machine reach it.";
  return finding("fail", "smtp", `${host}:${port} cannot be used: ${problem}. ${advice}`);
}

function encryptionOf({ host, login }: SmtpServer, isEncrypted: boolean): Finding {
  if (isEncrypted) return finding("ok", "tls", "The connection is encrypted.");
  if (isLoopback(host)) return finding("ok", "tls", "Not encrypted, on this machine only.");
  return login
    ? finding("fail", "tls", `Password and mails go to ${host} in the clear. Use smtps://.`)
    : finding("warn", "tls", `Mails go to ${host} in the clear. Use smtps://, or its STARTTLS.`);
}

type Done = (error?: Error | null) => void;

/** Answers with what went wrong, on one line. */
function settle(
  connection: SMTPConnection,
  act: (done: Done) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const done: Done = (error) => {
      connection.off("error", done);
      // Later errors of a connection that is given up are nobody's business.
      connection.on("error", () => undefined);
      const response = (error as { response?: string } | undefined)?.response;
      resolve(
        error ? (response ?? error.message).replace(/\s+/g, " ").replace(/\.$/, "") : undefined,
      );
    };
    connection.once("error", done);
    act(done);
  });
}

function finding(grade: Finding["grade"], about: string, text: string): Finding {
  return { grade, about, text };
}
