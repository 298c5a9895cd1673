import { assert } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import { MESSAGE_BYTES_MAX, messageBytes } from "../../notifications/check-message.ts";
import { NotificationError, type OutgoingMessage } from "../../notifications/message.ts";
import { getTopic, type TopicDeps } from "../../notifications/topics.ts";
import type { Change } from "../../store/change.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, structuresOf, textOf } from "./operation-of.ts";
import { outgoingMessage } from "./outgoing-message.ts";
import type { PublishDeps } from "./publish.ts";

const ENTRY_COUNT_MAX = 10;

/**
 * Entries fail one by one; what does not fail is committed at once.
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export function publishBatchOperation(deps: PublishDeps & Pick<TopicDeps, "store">): Operation {
  return operationOf(async (input) => {
    const topicArn = requiredTextOf(input, "TopicArn");
    const entries = structuresOf(input, "PublishBatchRequestEntries");
    checkEntries(topicArn, entries);
    await getTopic(deps, topicArn);
    const changes: Change[] = [];
    const successful: JsonObject[] = [];
    const failed: JsonObject[] = [];
    for (const entry of entries) {
      const Id = requiredTextOf(entry, "Id");
      try {
        const published = await deps.publish(outgoingMessage(topicArn, entry));
        changes.push(...published.changes);
        successful.push({ Id, MessageId: published.messageId });
      } catch (error) {
        if (!(error instanceof NotificationError)) throw error;
        failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    if (changes.length > 0) {
      assert(
        (await deps.commit(changes)) === "committed",
        "messages without origin have no guards",
      );
    }
    return { Successful: successful, Failed: failed };
  });
}

function checkEntries(topicArn: string, entries: readonly JsonObject[]): void {
  if (entries.length === 0) {
    throw new ApiError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > ENTRY_COUNT_MAX) {
    throw new ApiError(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible (more than 10).",
    );
  }
  const ids = entries.map((entry) => textOf(entry, "Id") ?? "");
  if (!ids.every((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    throw new ApiError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new ApiError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  if (entries.reduce((bytes, entry) => bytes + bytesOf(topicArn, entry), 0) > MESSAGE_BYTES_MAX) {
    throw new ApiError(
      "BatchRequestTooLong",
      "The length of all the batch messages put together is more than the limit.",
    );
  }
}

/** An entry that is wrong for itself counts nothing here and fails on its own. */
function bytesOf(topicArn: string, entry: JsonObject): number {
  let message: OutgoingMessage;
  try {
    message = outgoingMessage(topicArn, entry);
  } catch (error) {
    if (error instanceof NotificationError) return 0;
    throw error;
  }
  return messageBytes(message);
}
