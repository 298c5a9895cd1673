// Any JSON as what a person reads: lists of labelled values, and tables. Money is recognised by a
// `currency` beside or above it. Nothing is left out: what is too deep for a table is shown as JSON.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { type Formats, formatsFor } from "../wording/formats.ts";
import { formatLabel, formatText, visibleText } from "./format-value.ts";

export type DetailBlock =
  | { readonly kind: "fields"; readonly title?: string; readonly fields: readonly Field[] }
  | {
      readonly kind: "table";
      readonly title?: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
    };

export interface Field {
  readonly label: string;
  readonly value: string;
}

export interface Column {
  readonly label: string;
  readonly isNumeric: boolean;
}

/** How a reader wants it. */
export interface DetailWording {
  readonly formats: Formats;
  readonly yes: string;
  readonly no: string;
  /** The label of a value that has no name. */
  readonly details: string;
}

const ENGLISH: DetailWording = {
  formats: formatsFor({}),
  yes: "Yes",
  no: "No",
  details: "Details",
};

/** Where a value stands: the titles above it and the currency that holds there. */
interface Place {
  readonly titles: readonly string[];
  readonly currency: string | undefined;
  readonly wording: DetailWording;
}

const TITLES_MAX = 3;
const NOTHING = "–";

export function describeDetails(
  details: Json | undefined,
  wording: DetailWording = ENGLISH,
): readonly DetailBlock[] {
  if (details === undefined) return [];
  const place: Place = { titles: [], currency: undefined, wording };
  if (isBlock(details)) return describeBlock(details, place);
  const value = valueText(details, "", place);
  return [{ kind: "fields", fields: [{ label: wording.details, value }] }];
}

/** Whether a value gets a part of its own; others are one value of a list. */
function isBlock(value: Json): value is JsonObject | readonly JsonObject[] {
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return isJsonArray(value) && value.length > 0 && value.every(isJsonObject);
}

function describeBlock(
  value: JsonObject | readonly JsonObject[],
  place: Place,
): readonly DetailBlock[] {
  return isRows(value) ? [describeRows(value, place)] : describeObject(value, place);
}

function isRows(value: JsonObject | readonly JsonObject[]): value is readonly JsonObject[] {
  return Array.isArray(value);
}

function describeObject(object: JsonObject, above: Place): readonly DetailBlock[] {
  const place = { ...above, currency: currencyOf(object) ?? above.currency };
  const fields: Field[] = [];
  const blocks: DetailBlock[] = [];
  for (const [key, value] of Object.entries(object)) {
    const label = formatLabel(key);
    if (isBlock(value) && place.titles.length < TITLES_MAX) {
      blocks.push(...describeBlock(value, { ...place, titles: [...place.titles, label] }));
    } else {
      fields.push({ label, value: valueText(value, key, place) });
    }
  }
  if (fields.length === 0) return blocks;
  return [{ kind: "fields", ...titleOf(place), fields }, ...blocks];
}

function describeRows(rows: readonly JsonObject[], place: Place): DetailBlock {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const own = (row: JsonObject, key: string) => (Object.hasOwn(row, key) ? row[key] : undefined);
  return {
    kind: "table",
    ...titleOf(place),
    columns: keys.map((key) => ({
      label: formatLabel(key),
      isNumeric: rows.every((row) => ["number", "undefined"].includes(typeof own(row, key))),
    })),
    rows: rows.map((row) => {
      const currency = currencyOf(row) ?? place.currency;
      return keys.map((key) => valueText(own(row, key) ?? null, key, { ...place, currency }));
    }),
  };
}

function valueText(value: Json, key: string, { currency, wording }: Place): string {
  const { formats, yes, no } = wording;
  if (value === null || value === "") return NOTHING;
  if (typeof value === "boolean") return value ? yes : no;
  if (typeof value === "string") return formatText(value, formats);
  if (typeof value === "number") {
    const isMoney = currency !== undefined && isMoneyKey(key);
    return isMoney ? formats.money(value, currency) : formats.number(value);
  }
  const isPlainList = isJsonArray(value) && value.every((item) => typeof item !== "object");
  if (isPlainList && value.length > 0) {
    return value.map((item) => valueText(item, key, { titles: [], currency, wording })).join(", ");
  }
  const isEmpty = isJsonArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  return isEmpty ? NOTHING : visibleText(JSON.stringify(value));
}

function currencyOf(object: JsonObject): string | undefined {
  const currency = Object.hasOwn(object, "currency") ? object["currency"] : undefined;
  return typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
}

const MONEY_WORDS =
  /amount|total|price|cost|expense|fee|sum|budget|balance|salary|payment|charge|tax|refund/i;
const COUNTING_WORDS = /(count|number|id|quantity|percent|percentage|rate|year)$/i;

function isMoneyKey(key: string): boolean {
  return MONEY_WORDS.test(key) && !COUNTING_WORDS.test(key);
}

function titleOf({ titles }: Place): { readonly title?: string } {
  return titles.length === 0 ? {} : { title: titles.join(" · ") };
}
