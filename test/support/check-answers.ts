// Holds every answer that a client gets against AWS's service model: each member that the model requires
// is there, of the right kind, and none that the model does not know.

import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { checkInput, type ServiceModel } from "../../src/aws/protocols/service-model.ts";
import model from "../../src/aws/step-functions/generated/model.json" with { type: "json" };

interface HttpAnswer {
  readonly statusCode: number;
  body: unknown;
}

export function checkAnswers(client: SFNClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as HttpAnswer;
      const body = await buffer(response.body as Readable);
      response.body = Readable.from([body]);
      const operation = String(context["commandName"]).replace(/Command$/, "");
      if (response.statusCode === 200) checkAnswer(operation, JSON.parse(body.toString()));
      return result;
    },
    { step: "deserialize", priority: "low", name: "checkAnswers" },
  );
}

function checkAnswer(operation: string, answer: Parameters<typeof checkInput>[2]): void {
  const { output = "" } = (model as ServiceModel).operations[operation] ?? {};
  const reversed: ServiceModel = {
    ...model,
    operations: { [operation]: { input: output, errors: [] } },
  };
  const { input, violations } = checkInput(reversed, operation, answer);
  assert.deepEqual(violations, [], `${operation} answers outside of its model`);
  assert.deepEqual(input, answer, `${operation} answers what its model does not know`);
}
