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
