import type { Language } from "../wording/language.ts";

/** What a mail shows, in the reader's words: the same for HTML and for plain text. Text is not yet escaped. */
export interface MailPage {
  readonly language: Language;
  /** What lists of mails show behind the subject. */
  readonly preheader: string;
  /** Why the mail comes, in a few words. */
  readonly occasion: string;
  readonly title: string;
  /** Each a paragraph. */
  readonly lead: readonly string[];
  /** A button or link for each. */
  readonly actions: readonly MailAction[];
  /** Small, below the buttons. */
  readonly afterActions?: string | undefined;
  /** To be typed on the page. */
  readonly code?: { readonly label: string; readonly code: string } | undefined;
  readonly parts: readonly MailPart[];
  /** Small, at the end. */
  readonly footer: readonly string[];
  readonly footerActions?: readonly MailAction[];
}

export interface MailAction {
  readonly label: string;
  readonly url: string;
}

export type MailPart =
  | {
      readonly kind: "fields";
      readonly title?: string;
      readonly fields: readonly { readonly label: string; readonly value: string }[];
    }
  | {
      readonly kind: "table";
      readonly title?: string;
      readonly columns: readonly { readonly label: string; readonly isNumeric: boolean }[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Each item a line, in order of time. */
  | { readonly kind: "list"; readonly title?: string; readonly items: readonly string[] }
  /** Each item with a link of its own. */
  | { readonly kind: "items"; readonly items: readonly MailItem[] };

export interface MailItem {
  readonly title: string;
  readonly lines: readonly string[];
  readonly action: MailAction;
}
