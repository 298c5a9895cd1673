// What callers hear who ask for more than the operator allows: AWS's own words, which its SDKs understand.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { startStepFunctions, WAIT } from "../support/step-functions.ts";
import { startTestServer } from "../support/test-server.ts";

const AWS = { region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };

/** The names of the errors of calls that failed. */
async function refusalsOf(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((each) => (each.status === "rejected" ? [each.reason.name] : []));
}

describe("a rate of starts", async () => {
  const server = await startStepFunctions({ startRateMax: 20, machineStartRateMax: 8 });
  after(() => server.stop());
  const impatient = new SFNClient({ ...AWS, endpoint: server.url, maxAttempts: 1 });
  after(() => impatient.destroy());
  const startTogether = (client: SFNClient, stateMachineArn: string, count: number) =>
    Array.from({ length: count }, () =>
      client.send(new StartExecutionCommand({ stateMachineArn })),
    );

  it("is told as ThrottlingException, for each machine and for all", async () => {
    const machines = await Promise.all(["", "", ""].map(() => server.createMachine(WAIT)));
    const refused = await refusalsOf(
      machines.flatMap((machine) => startTogether(impatient, machine, 12)),
    );
    assert.deepEqual(new Set(refused), new Set(["ThrottlingException"]));
    // A bucket holds a second's worth; while the calls were made, a few more may have come in.
    assert.ok(refused.length > 0 && refused.length <= 36 - 20, `${refused.length}`);
  });

  it("makes AWS's own client wait and try again until all have started", async () => {
    const machine = await server.createMachine(WAIT);
    const patient = new SFNClient({ ...AWS, endpoint: server.url, maxAttempts: 20 });
    const started = await Promise.all(startTogether(patient, machine, 16));
    assert.equal(new Set(started.map(({ executionArn }) => executionArn)).size, 16);
    patient.destroy();
  });

  it("is counted", async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(text, /^countersign_requests_refused_total\{limit="startRate"\} [1-9]/m);
  });
});

describe("a number of executions", async () => {
  const server = await startStepFunctions({ executionsMax: 3 });
  after(() => server.stop());
  const { client } = server;

  it("is told as ExecutionLimitExceeded until one of them is over", async () => {
    const stateMachineArn = await server.createMachine(WAIT);
    const start = () => client.send(new StartExecutionCommand({ stateMachineArn }));
    const settled = await Promise.allSettled(Array.from({ length: 10 }, start));
    const arns = settled.flatMap((it) =>
      it.status === "fulfilled" ? [it.value.executionArn] : [],
    );
    assert.equal(arns.length, 3);
    assert.deepEqual(new Set(await refusalsOf([start()])), new Set(["ExecutionLimitExceeded"]));
    const [executionArn] = arns;
    await client.send(new StopExecutionCommand({ executionArn }));
    await start();
    const redrive = client.send(new RedriveExecutionCommand({ executionArn }));
    assert.deepEqual(await refusalsOf([redrive]), ["ExecutionLimitExceeded"]);
  });
});

describe("a number of requests", async () => {
  const server = await startTestServer({ requestsMax: 1 });
  after(() => server.stop());

  it("is told as Throttling by SNS and as ThrottlingException by Step Functions", async () => {
    const options = { ...AWS, endpoint: server.url, maxAttempts: 1 };
    const [sns, states] = [new SNSClient(options), new SFNClient(options)];
    const TopicArn = "arn:aws:sns:us-east-1:000000000000:t";
    const publish = () => sns.send(new PublishCommand({ TopicArn, Message: "m" }));
    const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
    const start = () => states.send(new StartExecutionCommand({ stateMachineArn }));
    assert.deepEqual(await refusalsOf([publish()]), ["NotFoundException"]);
    const slow = await sendHalf(server.url);
    assert.deepEqual(await refusalsOf([publish()]), ["Throttling"]);
    assert.deepEqual(await refusalsOf([start()]), ["ThrottlingException"]);
    slow.destroy();
    sns.destroy();
    states.destroy();
  });
});

/** A request whose body does not come. */
async function sendHalf(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write(`POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 10\r\n\r\n`);
  await delay(100);
  return socket;
}
