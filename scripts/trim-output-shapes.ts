// Cuts AWS's published service models (botocore's JSON) down to what the result of each operation looks
// like: what a mocked result of TestState is checked against. One shape a line.
//
//   node scripts/trim-output-shapes.ts kms/2014-11-01/service-2.json \
//     src/aws/step-functions/generated/outputs/kms.json
//
// https://github.com/boto/botocore/tree/develop/botocore/data

import { readFile, writeFile } from "node:fs/promises";

interface Reference {
  readonly shape: string;
}

interface Shape {
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly [other: string]: unknown;
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly output?: Reference }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const KEPT = ["type", "required", "enum", "min", "max"];

/** Step Functions has models of its own. Where an answer of the real service is on record, it counts. */
const RECORDED_MAX: Readonly<Record<string, number>> = { MemorySize: 10_240 };

function trimShape(name: string, shape: Shape): object {
  const { members, member, key, value } = shape;
  // JSON leaves out what is undefined.
  return {
    ...Object.fromEntries(KEPT.map((each) => [each, shape[each]])),
    ...(Object.hasOwn(RECORDED_MAX, name) && { max: RECORDED_MAX[name] }),
    members:
      members &&
      Object.fromEntries(Object.entries(members).map(([name, { shape: of }]) => [name, of])),
    member: member?.shape,
    key: key?.shape,
    value: value?.shape,
  };
}

function referred({ members = {}, member, key, value }: Shape): readonly string[] {
  return [...Object.values(members), member, key, value].flatMap((each) => each?.shape ?? []);
}

function trimModel({ operations, shapes }: Model): string {
  const outputs = Object.entries(operations).flatMap(([name, { output }]): [string, string][] =>
    output ? [[name.charAt(0).toLowerCase() + name.slice(1), output.shape]] : [],
  );
  const reached = new Set(outputs.map(([, shape]) => shape));
  // A set yields what is added to it while it is walked.
  for (const name of reached) {
    for (const other of referred(shapes[name] ?? {})) reached.add(other);
  }
  const trimmed = [...reached].map((name): [string, object] => [
    name,
    trimShape(name, shapes[name] ?? {}),
  ]);
  return `{\n"operations": {\n${lines(outputs)}\n},\n"shapes": {\n${lines(trimmed)}\n}\n}\n`;
}

function lines(entries: readonly (readonly [string, unknown])[]): string {
  return entries
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(",\n");
}

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  console.error("usage: node scripts/trim-output-shapes.ts MODEL TARGET");
  process.exitCode = 1;
} else {
  await writeFile(target, trimModel(JSON.parse(await readFile(source, "utf8")) as Model));
}
