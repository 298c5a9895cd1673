// A real SMTP server that keeps what it receives.

import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface SmtpSink {
  /** `smtp://127.0.0.1:port` */
  readonly url: string;
  readonly mails: readonly ParsedMail[];
  /** The first mail, of those already here or still to come, that passes. */
  waitFor(passes: (mail: ParsedMail) => boolean): Promise<ParsedMail>;
  close(): Promise<void>;
}

export async function startSmtpSink(
  options: { readonly onMail?: (mail: ParsedMail) => void } = {},
): Promise<SmtpSink> {
  const mails: ParsedMail[] = [];
  const listeners = new Set<(mail: ParsedMail) => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        options.onMail?.(mail);
        for (const listener of listeners) listener(mail);
        done();
      }, done);
    },
  });
  // A client that was killed in the middle of a conversation is no fault of the sink.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    waitFor: (passes) =>
      new Promise((resolve) => {
        const listener = (mail: ParsedMail) => {
          if (!passes(mail)) return;
          listeners.delete(listener);
          resolve(mail);
        };
        listeners.add(listener);
        mails.forEach(listener);
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
