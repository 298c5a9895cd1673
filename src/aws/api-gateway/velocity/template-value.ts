// What the variables of a template can hold: data, and objects of this program that offer named methods.
// Nothing else of JavaScript is reachable from a template.

import type { Budget } from "./budget.ts";

export type TemplateValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue }
  | HostObject;

const HOST = Symbol("host object");

/** `$input` and `$util`. */
export interface HostObject {
  readonly [HOST]: true;
  readonly methods: ReadonlyMap<string, HostMethod>;
  readonly properties: ReadonlyMap<string, TemplateValue>;
}

export type HostMethod = (args: readonly TemplateValue[], budget: Budget) => TemplateValue;

export function hostObject(
  methods: Readonly<Record<string, HostMethod>>,
  properties: Readonly<Record<string, TemplateValue>> = {},
): HostObject {
  return {
    [HOST]: true,
    methods: new Map(Object.entries(methods)),
    properties: new Map(Object.entries(properties)),
  };
}

export function isHostObject(value: TemplateValue): value is HostObject {
  return typeof value === "object" && value !== null && HOST in value;
}

export function isList(value: TemplateValue): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

export function isMap(value: TemplateValue): value is { readonly [key: string]: TemplateValue } {
  return typeof value === "object" && value !== null && !isList(value) && !isHostObject(value);
}
