import { type Intrinsic, stringAt } from "./intrinsic.ts";

/** States.StringSplit(text, delimiters): at any of the characters, empty pieces dropped. */
export const stringSplit: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const text = stringAt(values, 0);
    const delimiters = new Set(stringAt(values, 1));
    const pieces: string[] = [];
    let piece = "";
    for (const character of text) {
      if (!delimiters.has(character)) {
        piece += character;
      } else if (piece !== "") {
        pieces.push(piece);
        piece = "";
      }
    }
    return piece === "" ? pieces : [...pieces, piece];
  },
};
