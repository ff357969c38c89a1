/**
 * A script that hands a value over. `<` is escaped so that no text ends a script or begins a comment
 * wherever the file is put, and the two line ends that older engines take for the end of a string.
 */
export function scriptText(receiver: string, value: unknown): string {
  const json = JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return `${receiver}(${json});\n`;
}
