// What mails say. English is the source: the other catalogues have its keys and its placeholders.

export interface MailText {
  /** Begins every subject, and stays the same in a thread. */
  readonly approval: string;
  readonly occasions: Readonly<
    Record<
      | "asked"
      | "reminded"
      | "escalated"
      | "reassigned"
      | "added"
      | "changed"
      | "answered"
      | "recorded"
      | "closed"
      | "stillWaiting"
      | "question"
      | "sentBack",
      string
    >
  >;
  /** Why the reader is asked. */
  readonly why: Readonly<Record<"named" | "group" | "inPlaceOf" | "stage", string>>;
  readonly need: Readonly<Record<"any" | "all" | "some", string>>;
  readonly labels: Readonly<
    Record<
      | "details"
      | "source"
      | "soFar"
      | "why"
      | "requester"
      | "approver"
      | "stages"
      | "workflow"
      | "execution"
      | "step"
      | "startedBy"
      | "askedAt"
      | "openUntil"
      | "waitsSince",
      string
    >
  >;
  readonly yes: string;
  readonly no: string;
  readonly untilDecided: string;
  readonly moreOnPage: string;
  readonly code: string;
  readonly opensOnly: string;
  readonly yoursAlone: string;
  readonly signInFirst: string;
  readonly expiry: Readonly<Record<"ends" | "countsAs", string>>;
  readonly soFar: Readonly<
    Record<
      "voted" | "overridden" | "asked" | "answered" | "sentBack" | "changed" | "comment",
      string
    >
  >;
  readonly notice: Readonly<
    Record<
      | "decided"
      | "answeredByToken"
      | "expired"
      | "expiredAs"
      | "cancelled"
      | "reason"
      | "nothingToDo"
      | "stillWaiting"
      | "question"
      | "sentBack"
      | "open",
      string
    >
  >;
  readonly receipt: Readonly<
    Record<"recorded" | "notYou" | "takeBack" | "takeBackButton" | "reply" | "tell", string>
  >;
  readonly digest: Readonly<
    Record<"subject" | "lead" | "decide" | "inbox" | "more" | "reason" | "stop" | "stopped", string>
  >;
  readonly signIn: Readonly<Record<"subject" | "lead" | "button" | "rule" | "otherwise", string>>;
}
