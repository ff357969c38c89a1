import pc from "picocolors";

/** Prints a result to stdout: as JSON where `--json` was given, else as text. */
export function printResult(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`);
}

export const millions = (value: number): string => (value / 1e6).toFixed(2);
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** Only on a terminal: without this, an environment that sets `CI` has colours in its files, too. */
const coloursOf = ({ isTTY }: { readonly isTTY?: boolean }) =>
  pc.createColors(isTTY === true && pc.isColorSupported);

export const stdoutColours = coloursOf(process.stdout);
export const stderrColours = coloursOf(process.stderr);

/** What a terminal offers; a file or a pipe has `isTTY` undefined. */
type Terminal = Pick<NodeJS.WriteStream, "write" | "columns"> & { isTTY?: boolean };

/** One line on stderr that is written over and over on a terminal, and not at all elsewhere. */
export class StatusLine {
  readonly #terminal: Terminal;
  #shown = false;

  constructor(terminal: Terminal = process.stderr) {
    this.#terminal = terminal;
  }

  /** Shows the text in place of what was shown; only on a terminal. */
  update(text: string): void {
    if (this.#terminal.isTTY !== true) return;
    this.#terminal.write(`\r\u001B[2K${text.slice(0, (this.#terminal.columns || 80) - 1)}`);
    this.#shown = true;
  }

  /** Writes a whole line that stays. */
  line(text: string): void {
    this.clear();
    this.#terminal.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#terminal.write("\r\u001B[2K");
    this.#shown = false;
  }
}

/** "45 s", "3 min 05 s", "2 h 10 min". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
