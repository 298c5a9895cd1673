// The stored form of a history chunk: JSON without what the row or the event before tells already. A long
// text (the output of a state is the input of the next) is stored once and referred to after that.
//
//   [instant of the first event, event, event, …]    ids count up from the row's first event
//   event: [type, previousEventId, details, milliseconds since the event before unless they are 0]
//   "@3"   the fourth long text of the chunk
//   "@i"   the input of the execution, which stands in the execution's own row
//   "@@…"  a text that itself begins with `@`

import { defined } from "../base/assert.ts";
import { isJsonArray, isJsonObject, type Json, setOwn } from "../base/json.ts";
import type { HistoryEvent } from "../execution/history-event.ts";

/** Shorter texts repeat too, but save little. */
const LONG = 48;
const REFERENCE = "@";
const INPUT = "@i";

type StoredEvent = readonly [string, number, Json] | readonly [string, number, Json, number];

/** @param input The text of the execution's input, where a reader will know it. */
export function encodeHistory(events: readonly HistoryEvent[], input: string | null): string {
  const seen: Seen = { references: new Map(), count: 0 };
  if (input !== null && input.length >= LONG) seen.references.set(input, INPUT);
  let at = events[0]?.at ?? 0;
  const stored = events.map((event): StoredEvent => {
    const { type, previousEventId, details } = event;
    const elapsed = event.at - at;
    at = event.at;
    const packed = pack(details, seen);
    return elapsed === 0
      ? [type, previousEventId, packed]
      : [type, previousEventId, packed, elapsed];
  });
  return JSON.stringify([events[0]?.at ?? 0, ...stored]);
}

/** The events that were encoded. */
export function decodeHistory(
  { firstEventId, input }: { readonly firstEventId: number; readonly input: string | null },
  text: string,
): HistoryEvent[] {
  const [firstAt, ...stored] = JSON.parse(text) as [number, ...StoredEvent[]];
  const seen: string[] = [];
  let at = firstAt;
  return stored.map(([type, previousEventId, packed, elapsed = 0], index) => {
    at += elapsed;
    const details = unpack(packed, seen, input) as HistoryEvent["details"];
    return { id: firstEventId + index, previousEventId, type, at, details };
  });
}

interface Seen {
  readonly references: Map<string, string>;
  count: number;
}

function pack(value: Json, seen: Seen): Json {
  if (typeof value === "string") return packText(value, seen);
  return mapMembers(value, (member) => pack(member, seen));
}

function packText(text: string, seen: Seen): string {
  if (text.length >= LONG) {
    const reference = seen.references.get(text);
    if (reference !== undefined) return reference;
    seen.references.set(text, `${REFERENCE}${seen.count++}`);
  }
  return text.startsWith(REFERENCE) ? REFERENCE + text : text;
}

function unpack(value: Json, seen: string[], input: string | null): Json {
  if (typeof value === "string") return unpackText(value, seen, input);
  return mapMembers(value, (member) => unpack(member, seen, input));
}

function unpackText(packed: string, seen: string[], input: string | null): string {
  if (packed === INPUT) return defined(input, "the input that a history refers to");
  const isEscaped = packed.startsWith(REFERENCE + REFERENCE);
  if (packed.startsWith(REFERENCE) && !isEscaped) return seen[Number(packed.slice(1))] ?? "";
  const text = isEscaped ? packed.slice(1) : packed;
  if (text.length >= LONG) seen.push(text);
  return text;
}

/**
 * In the order in which JSON keeps them, so that both ways meet the texts in the same order. What stays as
 * it is, as most does, is not copied.
 */
function mapMembers(value: Json, map: (member: Json) => Json): Json {
  if (isJsonArray(value)) return mapItems(value, map);
  if (!isJsonObject(value)) return value;
  let mapped: Record<string, Json> | undefined;
  for (const key in value) {
    const member = value[key] as Json;
    const other = map(member);
    if (other === member) continue;
    mapped ??= { ...value };
    setOwn(mapped, key, other);
  }
  return mapped ?? value;
}

function mapItems(items: readonly Json[], map: (item: Json) => Json): readonly Json[] {
  let mapped: Json[] | undefined;
  items.forEach((item, index) => {
    const other = map(item);
    if (other === item) return;
    mapped ??= [...items];
    mapped[index] = other;
  });
  return mapped ?? items;
}
