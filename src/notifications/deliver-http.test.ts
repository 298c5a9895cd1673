import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { createHttpTransport } from "./deliver-http.ts";
import { newHttpDelivery } from "./new-delivery.ts";

describe("HTTP deliveries", () => {
  const requests: { request: IncomingMessage; body: string }[] = [];
  // The path says what the endpoint answers.
  const server = createServer(async (request, response) => {
    requests.push({ request, body: await text(request) });
    const status = Number(new URL(request.url ?? "", "http://host").pathname.slice(1));
    response.writeHead(status, { location: "/200" }).end("thanks");
  });
  const transport = createHttpTransport();
  let origin = "";

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });

  const deliveryTo = (endpoint: string) =>
    newHttpDelivery(1_000_000, {
      channel: "http",
      endpoint,
      kind: "notification",
      topicName: "expenses",
      subscriptionId: null,
      content: { headers: { "x-amz-sns-message-type": "Notification" }, body: "Grüße" },
    });

  test("post the content with its headers", async () => {
    const url = new URL(`${origin}/200?q=1`);
    url.username = "user";
    url.password = "p@ss";
    assert.deepEqual(await transport.deliver(deliveryTo(url.href)), { kind: "sent" });
    const { request, body } = requests.at(-1) ?? assert.fail();
    assert.equal(request.method, "POST");
    assert.equal(request.url, "/200?q=1");
    assert.equal(body, "Grüße");
    assert.equal(request.headers["x-amz-sns-message-type"], "Notification");
    assert.equal(request.headers.authorization, `Basic ${btoa("user:p@ss")}`);
  });

  test("take 4xx and redirects as final, 429 and 5xx as a request for patience", async () => {
    const count = requests.length;
    const kinds: Record<number, string> = {};
    for (const status of [204, 302, 400, 404, 410, 429, 500, 503]) {
      kinds[status] = (await transport.deliver(deliveryTo(`${origin}/${status}`))).kind;
    }
    assert.deepEqual(kinds, {
      204: "sent",
      302: "refused",
      400: "refused",
      404: "refused",
      410: "refused",
      429: "tryAgain",
      500: "tryAgain",
      503: "tryAgain",
    });
    assert.equal(requests.length, count + 8, "no redirect is followed");
  });

  test("are tried again while nobody listens", async () => {
    const idle = createServer().listen(0, "127.0.0.1");
    await once(idle, "listening");
    const { port } = idle.address() as AddressInfo;
    await new Promise((resolve) => idle.close(resolve));
    const attempt = await transport.deliver(deliveryTo(`http://127.0.0.1:${port}/200`));
    assert.equal(attempt.kind, "tryAgain");
  });

  test("never connect to forbidden addresses, by number or by name", async () => {
    const refused = { kind: "refused", reason: "the endpoint's network address is not allowed" };
    const metadata = deliveryTo("http://169.254.169.254/latest/meta-data/");
    assert.deepEqual(await transport.deliver(metadata), refused);
    const strict = createHttpTransport({ allowsPrivateAddresses: false });
    const count = requests.length;
    assert.deepEqual(await strict.deliver(deliveryTo(`${origin}/200`)), refused);
    const byNumber = origin.replace("localhost", "127.0.0.1");
    assert.deepEqual(await strict.deliver(deliveryTo(`${byNumber}/200`)), refused);
    assert.equal(requests.length, count);
    strict.close();
  });
});
