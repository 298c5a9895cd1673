import { type Html, html } from "../../base/html.ts";
import { FORM_TOKEN_FIELD } from "../http/form-token.ts";
import { renderHoneypot, renderProblem } from "./decision-form.ts";
import { renderPage } from "./layout.ts";
import { type Page, type Piece, type Reader, say } from "./reader.ts";

/** Where somebody asks for a link. */
export function renderSignInPage(state: {
  readonly problem?: Piece;
  readonly address?: string;
}): Page {
  return renderPage((reader) => {
    const { address, lead, send, title } = reader.words.signIn;
    return {
      title,
      body: html`<section class="card">
<h1>${title}</h1>
<p>${lead}</p>
<form id="decide" method="post" autocomplete="on">
${renderProblem(state.problem?.(reader))}
<label class="block" for="address">${address}</label>
<input id="address" name="address" type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" dir="ltr" required value="${state.address ?? ""}">
${renderHoneypot(reader)}
<button class="full" type="submit">${send}</button>
</form>
</section>`,
    };
  });
}

/** What the link in the mail leads to, in the browser that asked for it. */
export function renderConfirmSignInPage(address: string): Page {
  return renderPage(({ words }) => {
    const { button, confirm, title } = words.signIn;
    return {
      title,
      body: html`<section class="card">
<h1>${title}</h1>
<p>${say(confirm, { address: html`<strong>${address}</strong>` })}</p>
<form method="post"><button class="full" type="submit">${button}</button></form>
</section>`,
    };
  });
}

/** Buttons to leave by; each says what it does. */
export function renderSignOut(root: string, formToken: string, { words }: Reader): Html {
  const { signOut, signOutEverywhere } = words.signIn;
  const button = (action: string, label: string) =>
    html`<form method="post" action="${root}${action}">
<input type="hidden" name="${FORM_TOKEN_FIELD}" value="${formToken}">
<button class="plain quiet" type="submit">${label}</button>
</form>`;
  return html`<div class="paging">${button("sign-out", signOut)}${button("sign-out-everywhere", signOutEverywhere)}</div>`;
}
