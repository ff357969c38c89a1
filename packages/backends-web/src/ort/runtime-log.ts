/** Lines of more than this many are not kept; a large graph has some thousands. */
const mostLines = 100_000;

let listening: string[] | undefined;
let isTapped = false;

/**
 * The runtime binds `console.error` when it is instantiated and logs through it, so it is replaced
 * before that: while {@link linesLogged} listens, what is logged goes there, else where it went.
 */
export function tapRuntimeLog(): void {
  if (isTapped) return;
  isTapped = true;
  const original = console.error.bind(console);
  console.error = (...values: unknown[]) => {
    if (listening === undefined) original(...values);
    else if (listening.length < mostLines) listening.push(values.join(" "));
  };
}

/** What the runtime logs while `work` runs. */
export async function linesLogged(work: () => Promise<void>): Promise<readonly string[]> {
  const lines: string[] = [];
  listening = lines;
  try {
    await work();
  } finally {
    listening = undefined;
  }
  return lines;
}
