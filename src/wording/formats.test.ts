import assert from "node:assert/strict";
import { test } from "node:test";
import { fill } from "./fill.ts";
import { formatsFor } from "./formats.ts";

const AT = Date.UTC(2024, 8, 25, 14, 30);

test("an instant is told by the clock of its reader, and names the zone", () => {
  assert.equal(formatsFor({}).instant(AT), "25 Sep 2024, 14:30 UTC");
  const german = formatsFor({ locale: "de-AT", timeZone: "Europe/Vienna" });
  assert.match(german.instant(AT), /^25\. Sep.* 2024, 16:30 MESZ$/);
  const american = formatsFor({ locale: "en-US", timeZone: "America/New_York" });
  assert.match(american.instant(AT), /^Sep 25, 2024, 10:30\sAM EDT$/);
});

test("a day is the same in every zone", () => {
  for (const timeZone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    assert.equal(formatsFor({ timeZone }).day("2024-09-05"), "5 Sep 2024");
  }
});

test("amounts have at least the decimals of their currency, and are never rounded", () => {
  const { money } = formatsFor({ locale: "de" });
  assert.equal(money(12750.5, "EUR"), "12.750,50 EUR");
  assert.equal(money(1200, "JPY"), "1.200 JPY");
  assert.equal(money(0.12345, "EUR"), "0,12345 EUR");
  assert.equal(money(1e-9, "EUR"), "1e-9 EUR");
});

test("numbers are not grouped: they may be what something is known by", () => {
  assert.equal(formatsFor({}).number(2024123), "2024123");
  assert.equal(formatsFor({ locale: "de" }).number(1.5), "1,5");
  assert.equal(formatsFor({}).number(1e-30), "1e-30");
});

test("a locale in whose language nothing is written counts as English", () => {
  assert.equal(formatsFor({ locale: "sv-SE" }).language, "en");
});

test("values are put into sentences once, and kept apart where those run from right to left", () => {
  assert.equal(fill("{a} and {b}", { a: "{b}", b: "2" }), "{b} and 2");
  assert.equal(fill("{a} {toString}", { a: 1 }), "1 {toString}");
  assert.equal(fill("{a}", { a: "ann@example.com" }, "rtl"), "\u2068ann@example.com\u2069");
});
