// E-mail over SMTP. Only an answer about this very message is final; a server that is down, busy or
// wrongly configured keeps everything for later.
// https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1

import { createTransport } from "nodemailer";
import type { DeliveryRecord } from "../store/records.ts";
import { type Attempt, reasonOf } from "./channel.ts";
import { composeMail, type MailSender } from "./compose-mail.ts";

export interface MailTransport {
  deliver(delivery: DeliveryRecord): Promise<Attempt>;
  /** Ends the connections that wait for more. */
  close(): void;
}

/** Together well below the lease of a delivery. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
const CONNECTIONS_MAX = 4;

export interface MailTransportOptions extends MailSender {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly smtpUrl: string;
  /** Signs every mail. */
  readonly dkim?: DkimSigning | undefined;
}

/** https://www.rfc-editor.org/rfc/rfc6376 */
export interface DkimSigning {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM of an RSA key. */
  readonly privateKey: string;
}

/**
 * What a signature covers, where a mail has it: https://www.rfc-editor.org/rfc/rfc6376#section-5.4.1, and
 * what one-click unsubscription wants: https://www.rfc-editor.org/rfc/rfc8058#section-4
 */
const SIGNED_HEADERS =
  "From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:" +
  "In-Reply-To:References:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted";

export function createMailTransport(options: MailTransportOptions): MailTransport {
  const { dkim } = options;
  const transport = createTransport({
    url: options.smtpUrl,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    ...(dkim && { dkim: { ...dkim, headerFieldNames: SIGNED_HEADERS } }),
  });
  return {
    async deliver(delivery) {
      try {
        await transport.sendMail(composeMail(delivery, options));
        return { kind: "sent" };
      } catch (error) {
        return attemptOf(error);
      }
    },
    close: () => transport.close(),
  };
}

function attemptOf(thrown: unknown): Attempt {
  const error = thrown as SmtpError;
  const reason = reasonOf(error.response ?? error.message);
  return { kind: isAboutMessage(error) ? "refused" : "tryAgain", reason };
}

interface SmtpError extends Error {
  readonly code?: string;
  /** What the server was told when it refused. */
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** A missing login is told at any command: https://www.rfc-editor.org/rfc/rfc4954#section-6 */
const AUTHENTICATION_REQUIRED = 530;
const TOO_LARGE = 552;

/**
 * A 5xx to the greeting, the login or the sender is about this server's configuration: who repairs it
 * wants the mail to go out.
 */
function isAboutMessage({ code, command, responseCode = 0 }: SmtpError): boolean {
  if (responseCode < 500 || responseCode === AUTHENTICATION_REQUIRED) return false;
  if (command === "MAIL FROM") return responseCode === TOO_LARGE;
  return code === "EENVELOPE" || code === "EMESSAGE";
}
