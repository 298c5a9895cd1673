// A message on its way into a topic, and what publishing it comes to.

import type { Instant } from "../base/instant.ts";
import type { Change } from "../store/change.ts";

export interface OutgoingMessage {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly messageStructure?: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  /** The task that publishes, when a workflow does. */
  readonly origin?: MessageOrigin;
}

export interface MessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
}

export interface MessageOrigin {
  readonly executionId: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineName: string;
  readonly stateName: string;
  readonly startedBy: string;
  readonly task: number;
  readonly token?: string;
  /** When the waiting ends by itself. */
  readonly timeoutAt?: Instant;
  /** When the whole workflow does. */
  readonly executionTimeoutAt?: Instant;
}

/** Nothing is stored yet: the caller commits the changes together with what made it publish. */
export interface Published {
  readonly messageId: string;
  readonly changes: readonly Change[];
  /** What is asked, in a few words: the subject, or an approval's title. */
  readonly subject?: string;
}

/** @throws NotificationError */
export type Publish = (message: OutgoingMessage) => Promise<Published>;

/**
 * Looks at a message before its subscribers get it. Answers `undefined` when it has nothing to do with
 * it, else the changes to commit along.
 * @throws NotificationError when the message means to be an approval and cannot be one.
 */
export type MessageIntake = (
  message: OutgoingMessage,
) => Promise<{ readonly changes: readonly Change[]; readonly subject: string } | undefined>;

/**
 * An error of topics and subscriptions under SNS's own code (`NotFound`, `InvalidParameter`), with
 * the HTTP status that SNS answers.
 */
export class NotificationError extends Error {
  override readonly name = "NotificationError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
