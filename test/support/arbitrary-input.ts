// Inputs of operations, made at random from AWS's service model: good ones, and good ones broken in one
// place, as no client would send them.

import fc from "fast-check";
import { type ServiceModel, type Shape, shapeOf } from "../../src/aws/protocols/service-model.ts";
import { defined } from "../../src/base/assert.ts";
import type { Json } from "../../src/base/json.ts";

/** Where strings come from. */
export type Strings = (shapeName: string, shape: Shape) => fc.Arbitrary<string>;

/** Longer strings than this only make the test slow. */
const PADDED_LENGTH_MAX = 5_000;

/** Values of a shape with every member, the optional ones too. */
export function arbitraryValue(
  model: ServiceModel,
  shapeName: string,
  strings: Strings,
): fc.Arbitrary<Json> {
  const shape = shapeOf(model, shapeName);
  const ofShape = (name: string) => arbitraryValue(model, name, strings);
  switch (shape.type) {
    case "structure":
      return fc.record(
        Object.fromEntries(
          Object.entries(shape.members ?? {}).map(([name, member]) => [
            name,
            ofShape(member.shape),
          ]),
        ),
      ) as fc.Arbitrary<Json>;
    case "list": {
      const member = defined(shape.member, "member of a list").shape;
      return fc.array(ofShape(member), { minLength: 1, maxLength: shape.max ?? 3 });
    }
    case "boolean":
      return fc.boolean();
    case "string":
      return shape.enum ? fc.constantFrom(...shape.enum) : strings(shapeName, shape);
    default: {
      const min = shape.min ?? 0;
      return fc.integer({ min, max: Math.min(shape.max ?? 100, min + 100) });
    }
  }
}

/** A change that makes a good value a bad one. */
export type Break = (value: Json) => Json;

/** Every way to break a value of a shape in one place. */
export function breaksOf(model: ServiceModel, shapeName: string): readonly Break[] {
  const shape = shapeOf(model, shapeName);
  if (shape.type !== "structure") return breaksOfValue(model, shape);
  const members = Object.entries(shape.members ?? {});
  const missing = (shape.required ?? []).map(
    (name): Break =>
      (value) => ({ ...(value as object), [name]: null }),
  );
  const inside = members.flatMap(([name, member]) =>
    breaksOf(model, member.shape).map(
      (broken): Break =>
        (value) => {
          const before = value as Readonly<Record<string, Json>>;
          return { ...before, [name]: broken(before[name] ?? null) };
        },
    ),
  );
  return [() => [1], () => "x", ...missing, ...inside];
}

function breaksOfValue(model: ServiceModel, shape: Shape): readonly Break[] {
  const breaks = wrongTypesOf(shape).map(
    (wrong): Break =>
      () =>
        wrong,
  );
  const { min = 0, max } = shape;
  const isText = shape.type === "string";
  if (shape.enum) breaks.push(() => "nonsense");
  if (shape.pattern) breaks.push(() => "é \u0000");
  if (isText && min > 0) breaks.push(() => "");
  if (isText && max !== undefined && max <= PADDED_LENGTH_MAX) {
    breaks.push((value) => String(value).padEnd(max + 1, "a"));
  }
  if (["integer", "long", "float"].includes(shape.type)) {
    if (shape.min !== undefined) breaks.push(() => min - 1);
    if (max !== undefined) breaks.push(() => max + 1);
  }
  if (shape.type !== "list") return breaks;
  const member = defined(shape.member, "member of a list").shape;
  if (max !== undefined) {
    breaks.push((value) => Array(max + 1).fill((value as readonly Json[])[0] ?? null));
  }
  if (min > 0) breaks.push(() => []);
  const first = breaksOf(model, member).map(
    (broken): Break =>
      (value) => {
        const [head = null, ...rest] = value as readonly Json[];
        return [broken(head), ...rest];
      },
  );
  return [...breaks, ...first];
}

function wrongTypesOf({ type }: Shape): Json[] {
  switch (type) {
    case "string":
      return [5, true, {}, ["x"]];
    case "boolean":
      return ["true", 1, {}, []];
    case "list":
      return ["x", {}, 1];
    case "float":
      return ["1", {}, [], true];
    default:
      return ["1", {}, [], true, 1.5, 1e300];
  }
}
