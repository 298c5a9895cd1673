// What has happened to a request, and how it stands. `…Unnamed` is for readers who are not to know whom it
// speaks of.

export const EN_STORY = {
  timeline: {
    heading: "What happened",
    opened: "The request was made",
    decided: "{by} chose {choice}",
    decidedFor: "{by} chose {choice}, in place of {person}",
    overridden: "{by} decided {choice} in everybody’s place",
    stageBegan: "The next stage began: {stage}",
    undone: "{by} took the decision back",
    reassigned: "{by} handed it from {person} to {to}",
    reassignedUnnamed: "{by} handed it to somebody else",
    approverAdded: "{by} asked {to} as well",
    approverAddedUnnamed: "{by} asked somebody else as well",
    snoozed: "{by} wants no reminders before {until}",
    nudged: "{by} reminded {to}",
    nudgedUnnamed: "{by} sent reminders",
    escalated: "It was escalated to {to}",
    escalatedUnnamed: "It was escalated",
    reminded: "{to} was reminded",
    remindedUnnamed: "Reminders were sent",
    informationAsked: "{by} asked something",
    informationGiven: "{by} answered",
    sentBack: "{by} sent it back",
    changed: "{by} changed the request",
    closed: "The request ended: {choice}",
    expired: "Nobody decided in time",
    cancelled: "{by} cancelled it",
    answeredWithToken: "{by} answered with the task token itself",
    timedOut: "The time of its workflow was over",
    stopped: "Its workflow was stopped",
  },
  /** How far a request has come. */
  standing: {
    somebody: "Somebody",
    sentBack: "sent back, to be changed",
    held: "decided; can be taken back until {at}",
    stage: "Stage",
    stageOf: "{number} of {count}: {stage}",
    answers: "Answers",
    answersOf: "{given} of {count} so far",
    answersFirst: "{given} of {count} so far; the first answer decides",
    answersAlike: "{given} of {count} so far; {need} equal answers decide",
    unanswered: "{by} waits for the answer to a question.",
  },
};

export type StoryText = {
  readonly [Part in keyof typeof EN_STORY]: {
    readonly [Name in keyof (typeof EN_STORY)[Part]]: string;
  };
};
