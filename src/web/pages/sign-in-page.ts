import { type Html, html } from "../../base/html.ts";
import { FORM_TOKEN_FIELD } from "../http/form-token.ts";
import { HONEYPOT_FIELD } from "./decision-form.ts";
import { renderPage } from "./layout.ts";

/** Where somebody asks for a link. */
export function renderSignInPage(state: { readonly problem?: string; readonly address?: string }) {
  return renderPage({
    title: "Sign in",
    body: html`<section class="card">
<h1>Sign in</h1>
<p>Enter your e-mail address. You get a link that works once, in this browser.</p>
<form id="decide" method="post" autocomplete="on">
${state.problem !== undefined && html`<div class="notice bad" role="alert"><p>${state.problem}</p></div>`}
<label class="block" for="address">E-mail address</label>
<input id="address" name="address" type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" required value="${state.address ?? ""}">
<p class="away" aria-hidden="true"><label>Leave this empty <input type="text" name="${HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"></label></p>
<button class="full" type="submit">Send me a link</button>
</form>
</section>`,
  });
}

/** What the link in the mail leads to, in the browser that asked for it. */
export function renderConfirmSignInPage(address: string): Html {
  return renderPage({
    title: "Sign in",
    body: html`<section class="card">
<h1>Sign in</h1>
<p>You are about to sign in as <strong>${address}</strong>.</p>
<form method="post"><button class="full" type="submit">Sign in</button></form>
</section>`,
  });
}

/** Buttons to leave by; each says what it does. */
export function renderSignOut(root: string, formToken: string): Html {
  const button = (action: string, label: string) =>
    html`<form method="post" action="${root}${action}">
<input type="hidden" name="${FORM_TOKEN_FIELD}" value="${formToken}">
<button class="plain" type="submit">${label}</button>
</form>`;
  return html`<div class="paging">${button("sign-out", "Sign out")}${button("sign-out-everywhere", "Sign out everywhere")}</div>`;
}
