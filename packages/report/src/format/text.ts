import stringWidth from "string-width";
import type { Summary } from "../summary/row.ts";

/**
 * Text that someone else wrote, on one line and without what a terminal or a reader could take for
 * more than text: control characters and marks that turn the writing direction.
 */
export function safeText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

/** "Suite default (quick) on my laptop, fashion-mnist test, 2026-01-02T03:04:05.000Z" */
export function headingOf(summary: Summary): string {
  const { suite, profile, device, dataset, startedAt } = summary;
  const unfinished = unfinishedText(summary);
  return safeText(
    `${unfinished === null ? "" : `${unfinished} `}Suite ${suite} (${profile}) on ${device.name}, ${dataset}, ${startedAt}`,
  );
}

/** "UNFINISHED: …", in one sentence; null for a run that came to its end. */
export function unfinishedText({
  unfinished,
  blocks,
}: Pick<Summary, "unfinished" | "blocks">): string | null {
  if (!unfinished) return null;
  const { completed, planned } = blocks;
  return `UNFINISHED: ${completed} of ${planned} blocks completed; what follows may still change.`;
}

/** How the parts of a terminal's text are coloured. Each gives back its text with the same width. */
export interface Paint {
  heading(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  faint(text: string): string;
}

const same = (text: string): string => text;
export const plain: Paint = { heading: same, good: same, bad: same, faint: same };

/** A verdict, a word or a sentence in the colour of what it says. */
export function paintedVerdict(cell: string, paint: Paint): string {
  if (/slower$|^failed|^invalid|^FAILS|^NO$/.test(cell)) return paint.bad(cell);
  if (/faster$|^holds|^yes$|^valid$/.test(cell)) return paint.good(cell);
  return paint.faint(cell);
}

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
