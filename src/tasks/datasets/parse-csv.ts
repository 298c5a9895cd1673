// Delimited text, row by row. AWS: what stands in double quotes may hold delimiters and line ends, a quote is
// kept by doubling it, and a backslash goes while what follows it is taken as it is. Rows without any
// character are no rows.
// https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
// https://www.rfc-editor.org/rfc/rfc4180

import { DatasetError } from "../../engine/datasets.ts";

/** Bounds a row whose quote is never closed. */
const ROW_CHARACTERS_MAX = 1024 * 1024;

/** @param delimiter one character */
export async function* parseCsv(
  parts: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly string[]> {
  const scanner = new CsvScanner(delimiter);
  let isFirst = true;
  for await (const part of parts) {
    yield* scanner.take(isFirst ? part.replace(/^\uFEFF/, "") : part);
    if (part !== "") isFirst = false;
  }
  yield* scanner.end();
}

/** `afterQuote`: a quote inside of quotes either ends them or is the first of a pair. */
type Place = "plain" | "quoted" | "afterQuote";

class CsvScanner {
  readonly #delimiter: string;
  #place: Place = "plain";
  #isEscaped = false;
  /** A carriage return that belongs to the field unless a line feed follows. */
  #isAfterReturn = false;
  #row: string[] = [];
  #field = "";
  #rowLength = 0;
  /** Something of the row is there, if only an empty field in quotes. */
  #isBegun = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  *take(text: string): Generator<readonly string[]> {
    for (const character of text) {
      if (this.#isRowEnd(character)) yield* this.#endRow();
      else this.#takeCharacter(character);
    }
  }

  *end(): Generator<readonly string[]> {
    if (this.#place === "quoted") {
      throw new DatasetError("A quoted field of the CSV data is not closed.");
    }
    yield* this.#endRow();
  }

  #isRowEnd(character: string): boolean {
    return character === "\n" && this.#place !== "quoted" && !this.#isEscaped;
  }

  #takeCharacter(character: string): void {
    if (this.#isAfterReturn) this.#add("\r");
    this.#isAfterReturn = false;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      this.#add(character);
    } else if (character === "\\") {
      this.#isEscaped = true;
      this.#isBegun = true;
    } else if (character === '"') {
      this.#takeQuote();
    } else if (this.#place === "quoted") {
      this.#add(character);
    } else {
      this.#place = "plain";
      this.#takePlain(character);
    }
  }

  #takeQuote(): void {
    if (this.#place === "quoted") {
      this.#place = "afterQuote";
    } else if (this.#place === "afterQuote") {
      this.#place = "quoted";
      this.#add('"');
    } else if (this.#field === "") {
      this.#place = "quoted";
      this.#isBegun = true;
    } else {
      this.#add('"');
    }
  }

  #takePlain(character: string): void {
    if (character === "\r") this.#isAfterReturn = true;
    else if (character === this.#delimiter) this.#endField();
    else this.#add(character);
  }

  #add(character: string): void {
    this.#field += character;
    this.#isBegun = true;
    this.#rowLength += 1;
    if (this.#rowLength > ROW_CHARACTERS_MAX) {
      throw new DatasetError("A row of the CSV data is too long.");
    }
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = "";
    this.#isBegun = true;
  }

  *#endRow(): Generator<readonly string[]> {
    const isRow = this.#isBegun;
    if (isRow) this.#endField();
    const row = this.#row;
    this.#place = "plain";
    this.#isAfterReturn = false;
    this.#row = [];
    this.#rowLength = 0;
    this.#isBegun = false;
    if (isRow) yield row;
  }
}
