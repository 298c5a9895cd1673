// Signing in by mail: a link that works once, for a quarter of an hour, and only in the browser that asked
// for it. Whoever else gets hold of the link, a scanner on its way or the reader of a forwarded mail, has
// not the cookie of that browser and comes in nowhere.
//
// An address that nobody knows is treated alike up to the mail, which is not sent: the answer, and what
// it takes, tell nobody who is known here.

import type { Clock } from "../base/instant.ts";
import { type MailRoute, newMailDelivery } from "../notifications/new-delivery.ts";
import type { Change } from "../store/change.ts";
import type { SignInRecord } from "../store/identity-records.ts";
import type { Store } from "../store/store.ts";
import type { Language } from "../wording/language.ts";
import { renderSignInMail } from "./render-sign-in-mail.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";
import { newSession, type SessionDeps } from "./sessions.ts";

export interface SignInDeps extends MailRoute, Omit<SessionDeps, "store"> {
  readonly store: Pick<Store, "findSignIn">;
  readonly clock: Clock;
  /** Whether somebody with this address, in lower case, has anything to do here. */
  readonly isKnown: (address: string) => Promise<boolean>;
}

export const SIGN_IN_MINUTES = 15;

/** In lower case; `undefined` when it is no e-mail address. */
export function parseAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return /^[^\s@<>,;:"'()[\]\\]{1,64}@[a-z0-9.-]{1,190}$/.test(address) ? address : undefined;
}

/** Sends a link where the address is known. Answers with the secret for the browser's cookie. */
export async function requestSignIn(
  deps: SignInDeps,
  address: string,
  language: Language = "en",
): Promise<string> {
  const at = deps.clock();
  const [secret, browser] = [newSecret(), newSecret()];
  const signIn: SignInRecord = {
    hash: hashSecret(secret),
    browserHash: hashSecret(browser),
    address,
    expiresAt: at + SIGN_IN_MINUTES * 60_000,
  };
  const unit: Change[] = [{ kind: "createSignIn", signIn, at }];
  if (await deps.isKnown(address)) {
    // The link begins with what is configured, never with what a request says.
    const link = `${deps.publicUrl()}/sign-in/${secret}`;
    const delivery = newMailDelivery(deps, at, {
      endpoint: address,
      kind: "signIn",
      topicName: null,
      subscriptionId: null,
      content: renderSignInMail(link, SIGN_IN_MINUTES, language),
    });
    unit.push({ kind: "createDelivery", delivery });
  }
  await deps.commit(unit);
  return browser;
}

/** The sign-in that a link stands for, when this browser has asked for it. Changes nothing. */
export async function findOwnSignIn(
  { store, clock }: Pick<SignInDeps, "store" | "clock">,
  secret: string,
  browser: string | undefined,
): Promise<SignInRecord | undefined> {
  if (!isSecret(secret) || browser === undefined) return undefined;
  const signIn = await store.findSignIn(hashSecret(secret));
  const isOwn = signIn?.browserHash === hashSecret(browser);
  return isOwn && signIn.expiresAt > clock() ? signIn : undefined;
}

/** Uses the link up. Answers with the secret of the session; of two attempts at once one gets it. */
export async function acceptSignIn(
  deps: SignInDeps,
  secret: string,
  browser: string | undefined,
): Promise<{ readonly secret: string; readonly address: string } | undefined> {
  const signIn = await findOwnSignIn(deps, secret, browser);
  if (!signIn) return undefined;
  const at = deps.clock();
  const { hash, browserHash, address } = signIn;
  const opened = newSession(deps, { address, method: "mail" }, at);
  const outcome = await deps.commit([
    { kind: "useSignIn", hash, browserHash, address, at },
    { kind: "createSession", session: opened.session },
  ]);
  return outcome === "committed" ? { secret: opened.secret, address } : undefined;
}
