import pc from "picocolors";

/** Only on a terminal: without this, an environment that sets `CI` has colours in its files, too. */
const coloursOf = ({ isTTY }: { readonly isTTY?: boolean }) =>
  pc.createColors(isTTY === true && pc.isColorSupported);

export const stdoutColours = coloursOf(process.stdout);
export const stderrColours = coloursOf(process.stderr);
