const most = 500;

/** What a page said, fit for a terminal: no control characters, and not endless. */
export function plainText(text: string): string {
  return text.slice(0, most).replaceAll(/\p{C}/gu, " ");
}
