// Topics: names that messages are published to. `plan…` answers with changes for a caller that commits
// more than the topic at once; the others commit themselves.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
//
// Not here: FIFO topics, encryption keys, access control. Access policies are kept and shown, never
// enforced, since one account owns everything on this server.

import { type ArnScope, topicArn } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { Change } from "../store/change.ts";
import type { TopicRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { invalidParameter, notFound } from "./errors.ts";
import { NotificationError } from "./message.ts";
import { parseTopicArn, TOPIC_NAME } from "./parse-arn.ts";
import { checkTopicAttribute, type TextMap, textMapOf } from "./topic-attributes.ts";

export interface TopicDeps {
  readonly store: Pick<Store, "findTopic">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

export interface NewTopic {
  readonly name: string;
  readonly attributes?: TextMap;
  readonly tags?: TextMap;
}

const TAG_COUNT_MAX = 50;

/**
 * The ARN of a new topic and the changes that make it; none when it is there with these attributes.
 * @throws NotificationError when it exists with other attributes or tags, or cannot be.
 */
export async function planTopic(
  deps: Pick<TopicDeps, "clock" | "scope" | "store">,
  wanted: NewTopic,
): Promise<{ readonly topicArn: string; readonly changes: readonly Change[] }> {
  const attributes = checkAttributes(wanted);
  const tags = checkTags(wanted.tags ?? {});
  const arn = topicArn(deps.scope, wanted.name);
  const existing = await deps.store.findTopic(wanted.name);
  if (existing === undefined) {
    const topic: TopicRecord = {
      name: wanted.name,
      createdAt: deps.clock(),
      attributes: JSON.stringify(attributes),
      tags: JSON.stringify(tags),
    };
    return { topicArn: arn, changes: [{ kind: "createTopic", topic }] };
  }
  if (!holds(textMapOf(existing.attributes), attributes)) throw exists("Attributes");
  if (!holds(textMapOf(existing.tags), tags)) throw exists("Tags");
  return { topicArn: arn, changes: [] };
}

/** Answers the ARN. @throws NotificationError */
export async function createTopic(deps: TopicDeps, wanted: NewTopic): Promise<string> {
  for (;;) {
    const { topicArn, changes } = await planTopic(deps, wanted);
    if (changes.length === 0 || (await deps.commit(changes)) === "committed") return topicArn;
    // Somebody else took the name in between: compare with theirs.
  }
}

/** With its subscriptions; a topic that is not there is as good as deleted. */
export async function deleteTopic(
  deps: Pick<TopicDeps, "commit" | "scope">,
  arn: string,
): Promise<void> {
  await deps.commit([{ kind: "deleteTopic", name: parseTopicArn(deps.scope, arn) }]);
}

/** @throws NotificationError */
export async function getTopic(
  deps: Pick<TopicDeps, "scope" | "store">,
  arn: string,
  parameter = "TopicArn",
): Promise<TopicRecord> {
  const topic = await deps.store.findTopic(parseTopicArn(deps.scope, arn, parameter));
  if (topic === undefined) throw notFound("Topic");
  return topic;
}

/** An empty value takes the attribute away. @throws NotificationError */
export async function setTopicAttribute(
  deps: Pick<TopicDeps, "commit" | "scope" | "store">,
  request: { readonly topicArn: string; readonly name: string; readonly value: string },
): Promise<void> {
  const value = checkTopicAttribute(request.name, request.value);
  await changeTopic(
    deps,
    () => getTopic(deps, request.topicArn),
    ({ attributes, tags }) => {
      // A key whose value is undefined is left out of the JSON.
      const changed = { ...textMapOf(attributes), [request.name]: value };
      return { attributes: JSON.stringify(changed), tags };
    },
  );
}

/** Sets `set`, then takes `remove` away. @throws NotificationError */
export async function changeTopicTags(
  deps: Pick<TopicDeps, "commit" | "scope" | "store">,
  resourceArn: string,
  change: { readonly set?: TextMap; readonly remove?: readonly string[] },
): Promise<void> {
  await changeTopic(
    deps,
    () => getTopic(deps, resourceArn, "ResourceArn"),
    (topic) => {
      const tags = new Map(Object.entries({ ...textMapOf(topic.tags), ...change.set }));
      for (const key of change.remove ?? []) tags.delete(key);
      const checked = checkTags(Object.fromEntries(tags));
      return { attributes: topic.attributes, tags: JSON.stringify(checked) };
    },
  );
}

/** Changes what was read, and begins anew when somebody else was quicker. */
async function changeTopic(
  deps: Pick<TopicDeps, "commit">,
  read: () => Promise<TopicRecord>,
  change: (topic: TopicRecord) => Pick<TopicRecord, "attributes" | "tags">,
): Promise<void> {
  for (;;) {
    const topic = await read();
    const update = { kind: "updateTopic", name: topic.name, ...change(topic) } as const;
    if ((await deps.commit([{ ...update, replaces: topic }])) === "committed") return;
  }
}

function checkAttributes(wanted: NewTopic): TextMap {
  if (!TOPIC_NAME.test(wanted.name)) throw invalidParameter("Topic Name");
  const attributes: Record<string, string> = {};
  for (const [name, given] of Object.entries(wanted.attributes ?? {})) {
    const value = checkTopicAttribute(name, given);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

function checkTags(tags: TextMap): TextMap {
  if (Object.keys(tags).length <= TAG_COUNT_MAX) return tags;
  throw new NotificationError(
    "TagLimitExceeded",
    "Could not complete request: tag quota of per resource exceeded",
  );
}

/** AWS: what is not mentioned is not compared. */
function holds(existing: TextMap, wanted: TextMap): boolean {
  return Object.entries(wanted).every(([key, value]) => existing[key] === value);
}

function exists(parameter: "Attributes" | "Tags"): NotificationError {
  return invalidParameter(
    `${parameter} Reason: Topic already exists with different ${parameter.toLowerCase()}`,
  );
}
