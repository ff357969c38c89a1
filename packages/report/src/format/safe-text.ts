/**
 * Text that someone else wrote, on one line and without what a terminal or a reader could take for
 * more than text: control characters and marks that turn the writing direction.
 */
export function safeText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}
