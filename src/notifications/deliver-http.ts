// HTTP(S) deliveries: one POST, no redirects followed, the answer's body unread. Not by `fetch`, which
// offers no way to check the address that a name resolves to before it connects.
// https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html

import type { Agent } from "node:http";
import type { DeliveryRecord } from "../store/records.ts";
import { type Attempt, reasonOf } from "./channel.ts";
import {
  type AddressPolicy,
  createCheckedLookup,
  ForbiddenAddressError,
  isAllowedHost,
} from "./check-address.ts";
import type { HttpContent } from "./mail.ts";
import type { WebhookSigner } from "./sign-webhook.ts";

export interface HttpTransport {
  deliver(delivery: DeliveryRecord): Promise<Attempt>;
  /** Ends the connections that wait for more. */
  close(): void;
}

// An import of them loads all of Node's `fetch` as well, which every start of the server would wait for.
const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

/** AWS: an endpoint has 15 seconds to answer. */
const TIMEOUT_MS = 15_000;

/** @param sign for messages to webhooks; without one they go out unsigned */
export function createHttpTransport(
  policy: AddressPolicy = { allowsPrivateAddresses: true },
  sign?: WebhookSigner["headersFor"],
): HttpTransport {
  const options = { keepAlive: true, lookup: createCheckedLookup(policy) };
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };
  return {
    async deliver(delivery) {
      const url = new URL(delivery.endpoint);
      if (!isAllowedHost(policy, url.hostname)) return attemptOf(new ForbiddenAddressError());
      const content = signed(delivery, sign);
      const agent = url.protocol === "https:" ? agents["https:"] : agents["http:"];
      try {
        return judge(await post(url, content, agent));
      } catch (error) {
        return attemptOf(error);
      }
    },
    close() {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

function signed(
  { content, endpoint: url }: DeliveryRecord,
  sign: WebhookSigner["headersFor"] | undefined,
): HttpContent {
  const { webhookId: id, ...message } = JSON.parse(content) as HttpContent;
  if (id === undefined || !sign) return message;
  const { body, headers } = message;
  return { body, headers: { ...headers, ...sign({ url, id, body }) } };
}

function post(url: URL, content: HttpContent, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { request } = url.protocol === "https:" ? https : http;
  const body = Buffer.from(content.body);
  const headers = {
    ...content.headers,
    "Accept-Encoding": "gzip,deflate",
    "Content-Length": body.length,
  };
  // The signal bounds the whole exchange; a socket's own timeout would begin anew with every byte.
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  request(url, { method: "POST", agent, headers, signal }, (response) => {
    // Read to the end so that the connection can be used again, but keep nothing.
    response.on("error", () => undefined).resume();
    resolve(response.statusCode ?? 0);
  })
    .on("error", (error) => reject(signal.aborted ? new Error("no answer in 15 seconds") : error))
    .end(body);
  return promise;
}

/** AWS: an endpoint's 4xx is final, except for 429, which asks for patience. */
function judge(status: number): Attempt {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const isFinal = status >= 300 && status < 500 && status !== 429;
  return { kind: isFinal ? "refused" : "tryAgain", reason: `the endpoint answered ${status}` };
}

function attemptOf(thrown: unknown): Attempt {
  const error = thrown as Error;
  const isFinal = error instanceof ForbiddenAddressError;
  return { kind: isFinal ? "refused" : "tryAgain", reason: reasonOf(error.message) };
}
