/** Prints a result to stdout: as JSON where `--json` was given, else as text. */
export function printResult(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`);
}

export const millions = (value: number): string => (value / 1e6).toFixed(2);
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
