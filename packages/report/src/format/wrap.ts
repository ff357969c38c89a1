import stringWidth from "string-width";

/** Columns of a terminal that a text takes: two for East Asian letters and emoji. */
export const widthOf = (text: string): number => stringWidth(text);

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * A text as lines of at most `width` columns, broken at spaces but not before "%"; a word that is longer is broken
 * between letters, unless it is a number, which stays whole.
 * @param indent of every line but the first, in columns
 */
export function wrapped(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = "";
  const room = () => Math.max(1, width - (lines.length > 0 ? indent : 0));
  const end = () => {
    lines.push(lines.length > 0 ? " ".repeat(indent) + line : line);
    line = "";
  };
  for (const word of text.split(/ (?!%)/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= room()) {
      line = longer;
      continue;
    }
    if (line !== "") end();
    for (const piece of isNumber(word) ? [word] : pieces(word, room())) {
      if (line !== "") end();
      line = piece;
    }
  }
  end();
  return lines;
}

function isNumber(word: string): boolean {
  return /^[±[(+-]?\d[\d.,]*( ?[\])x%,.])*$/.test(word);
}

function pieces(word: string, width: number): string[] {
  const whole: string[] = [];
  let piece = "";
  for (const { segment } of letters.segment(word)) {
    if (piece !== "" && widthOf(piece + segment) > width) {
      whole.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...whole, piece];
}
