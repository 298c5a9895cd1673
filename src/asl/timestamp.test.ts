import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseTimestamp } from "./timestamp.ts";

describe("parseTimestamp()", () => {
  const good: [string, string][] = [
    ["2016-03-14T01:59:00Z", "2016-03-14T01:59:00.000Z"],
    ["2016-03-14T01:59:00.00Z", "2016-03-14T01:59:00.000Z"],
    ["2016-03-14T01:59:00.123456789Z", "2016-03-14T01:59:00.123Z"],
    ["2016-03-14T01:59:00.5+05:30", "2016-03-13T20:29:00.500Z"],
    ["2024-02-29T23:59:59-08:00", "2024-03-01T07:59:59.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ];
  for (const [text, expected] of good) {
    it(`reads ${text}`, () => {
      assert.equal(parseTimestamp(text), Date.parse(expected));
    });
  }

  for (const text of [
    "",
    "2016-03-14",
    "2016-03-14T01:59:00",
    "2016-03-14 01:59:00Z",
    "2016-03-14t01:59:00z",
    "2016-13-05T21:29:29Z",
    "2016-00-05T21:29:29Z",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2016-04-31T00:00:00Z",
    "2016-03-14T24:00:00Z",
    "2016-03-14T01:60:00Z",
    "2016-03-14T01:59:60Z",
    "2016-03-14T01:59:00.Z",
    "2016-03-14T01:59:00+19:00",
    "2016-03-14T01:59:00+0100",
    "02016-03-14T01:59:00Z",
    "2016-03-14T01:59:00Z\n",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseTimestamp(text), undefined));
  }

  it("agrees with the platform's calendar", () => {
    const dates = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        assert.equal(parseTimestamp(date.toISOString()), date.getTime());
      }),
    );
  });
});
