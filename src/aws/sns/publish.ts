import type { ArnScope } from "../../base/arn.ts";
import { assert } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import { invalidParameter, unsupported } from "../../notifications/errors.ts";
import type { Publish } from "../../notifications/message.ts";
import { parseTopicArn } from "../../notifications/parse-arn.ts";
import type { Operation } from "../operation.ts";
import { operationOf, textOf } from "./operation-of.ts";
import { outgoingMessage } from "./outgoing-message.ts";

export interface PublishDeps {
  readonly publish: Publish;
  readonly commit: Commit;
  readonly scope: ArnScope;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publishOperation(deps: PublishDeps): Operation {
  return operationOf(async (input) => {
    const message = outgoingMessage(targetOf(deps.scope, input), input);
    const { changes, messageId } = await deps.publish(message);
    if (changes.length > 0) {
      assert(
        (await deps.commit(changes)) === "committed",
        "a message without origin has no guards",
      );
    }
    return { MessageId: messageId };
  });
}

/** Exactly one of three members says where to. */
function targetOf(scope: ArnScope, input: JsonObject): string {
  const topicArn = textOf(input, "TopicArn");
  const targetArn = textOf(input, "TargetArn");
  if (textOf(input, "PhoneNumber") !== undefined) {
    throw unsupported("PhoneNumber", "SMS is not supported by this server");
  }
  if (topicArn !== undefined && targetArn !== undefined) {
    throw unsupported("TopicArn", "Specify only one of TopicArn, TargetArn and PhoneNumber");
  }
  if (targetArn !== undefined) parseTopicArn(scope, targetArn, "TargetArn");
  const target = topicArn ?? targetArn;
  if (target === undefined) {
    throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
  }
  return target;
}
