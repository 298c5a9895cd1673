// The attributes of subscriptions: which may be set, which SNS has and this server refuses.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html

import type { SubscriptionProtocol } from "../store/records.ts";
import { invalidParameter, unsupported } from "./errors.ts";
import { isForPeople } from "./links.ts";

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ["DeliveryPolicy", "delivery policies are not supported by this server"],
  ["FilterPolicy", "filter policies are not supported by this server"],
  ["FilterPolicyScope", "filter policies are not supported by this server"],
  ["RedrivePolicy", "dead-letter queues are not supported by this server"],
  ["ReplayPolicy", "message archives are not supported by this server"],
  ["SubscriptionRoleArn", "Firehose is not supported by this server"],
]);

/**
 * The value to keep; `undefined` when the value says no more than that the attribute is not set.
 * @throws NotificationError
 */
export function checkSubscriptionAttribute(
  protocol: SubscriptionProtocol,
  name: string,
  value: string,
): string | undefined {
  if (name === "RawMessageDelivery") return checkRawMessageDelivery(protocol, value);
  const refusal = UNSUPPORTED.get(name);
  if (refusal === undefined) throw invalidParameter("AttributeName");
  // AWS: an empty policy takes the policy away.
  if (value === "" || value === "{}") return undefined;
  throw unsupported(name, refusal);
}

function checkRawMessageDelivery(
  protocol: SubscriptionProtocol,
  value: string,
): string | undefined {
  if (!/^(true|false)$/i.test(value)) {
    throw invalidParameter(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  if (value.toLowerCase() === "false") return undefined;
  if (isForPeople(protocol)) {
    throw invalidParameter(
      `Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  return "true";
}
