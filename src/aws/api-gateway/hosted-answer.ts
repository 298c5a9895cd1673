// What a request to a hosted REST API comes to.

import type { TokenInspection } from "../../engine/engine.ts";

export interface HostedRequest {
  readonly apiId: string;
  readonly stage: string;
  readonly method: string;
  /** Below the stage, beginning with a slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sourceIp: string;
  /** Whether a person has confirmed on the page what the link says: only then may a link decide. */
  readonly isConfirmed: boolean;
}

export type HostedAnswer =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** A link with a task token was followed and nothing has happened: a person must confirm. */
  | {
      readonly kind: "confirm";
      readonly action: HostedAction;
      readonly task: TokenInspection & { readonly kind: "open" };
    }
  /** The token is settled, foreign or unknown: explain it. */
  | { readonly kind: "explain"; readonly task: TokenInspection }
  /** A confirmed link has just settled its task. */
  | {
      readonly kind: "done";
      readonly action: HostedAction;
      readonly task: TokenInspection & { readonly kind: "closed" };
    };

/** What the link says. */
export interface HostedAction {
  readonly name: "SendTaskSuccess" | "SendTaskFailure" | "SendTaskHeartbeat";
  /** The link's own words: its query parameters without those that hold the token. */
  readonly parameters: Readonly<Record<string, string>>;
  /** JSON text that the workflow would get. */
  readonly output?: string;
  readonly error?: string;
}
