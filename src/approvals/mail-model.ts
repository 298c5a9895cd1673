import type { DetailBlock, Field } from "./describe-details.ts";

/** All that an approval's mail shows, in words. */
export interface MailModel {
  readonly title: string;
  /** Why the mail comes, in a few words. */
  readonly occasion: string;
  readonly summary: string | undefined;
  readonly details: readonly DetailBlock[];
  /** A button or link for each choice. */
  readonly actions: readonly { readonly label: string; readonly url: string }[];
  /** To be typed on the page. */
  readonly code: string | undefined;
  readonly provenance: readonly Field[];
}
