import type { Delegation } from "../../approvals/keep-people.ts";
import { type Fragment, html } from "../../base/html.ts";
import { renderHidden } from "./action-forms.ts";
import { renderProblem } from "./decision-form.ts";
import { renderPage } from "./layout.ts";
import { isolate, type Page, type Piece, type Reader, say } from "./reader.ts";

export interface DelegationModel {
  readonly address: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly current: Delegation | undefined;
  /** Settled by an operator: it cannot be changed here. */
  readonly isFromFile: boolean;
  readonly typed?: Delegation;
  readonly problem?: Piece;
  readonly isDone?: boolean;
}

export function renderDelegationPage(model: DelegationModel): Page {
  const { address, current, isDone, isFromFile, problem } = model;
  return renderPage((reader) => {
    const { delegation, inbox } = reader.words;
    return {
      title: delegation.title,
      body: html`<section class="card">
<p class="kicker">${isolate(address)}</p>
<h1>${delegation.title}</h1>
${isDone && html`<div class="notice good" role="status"><p>${delegation.recorded}</p></div>`}
${renderProblem(problem?.(reader))}
<p>${current ? say(delegation.current, personsDays(current)) : delegation.nobody}</p>
${isFromFile ? html`<p class="quiet">${delegation.settled}</p>` : renderForms(model, reader)}
<p class="quiet small">${delegation.hint}</p>
<p class="small"><a href="../inbox">${inbox.title}</a></p>
</section>`,
    };
  });
}

function personsDays({ from, to, until }: Delegation) {
  return { person: to, from, until };
}

function renderForms({ current, hidden, typed }: DelegationModel, reader: Reader): Fragment {
  const { delegation, instead } = reader.words;
  const shown = typed ?? current ?? { to: "", from: "", until: "" };
  return html`<h2>${current ? delegation.change : delegation.name}</h2>
<form class="action" method="post" autocomplete="off">
${renderHidden({ ...hidden, do: "set" })}
<label class="block" for="to">${instead.address}</label>
<input id="to" name="to" type="text" inputmode="email" maxlength="254" dir="ltr" required value="${shown.to}">
<label class="block" for="from">${delegation.from}</label>
<input id="from" name="from" type="text" maxlength="10" dir="ltr" required value="${shown.from}">
<label class="block" for="until">${delegation.until}</label>
<input id="until" name="until" type="text" maxlength="10" dir="ltr" required value="${shown.until}">
<button class="plain" type="submit">${delegation.button}</button>
</form>
${
  current &&
  html`<h2>${delegation.end}</h2>
<form class="action" method="post">${renderHidden({ ...hidden, do: "end" })}<button class="plain" type="submit">${delegation.endButton}</button></form>`
}`;
}
