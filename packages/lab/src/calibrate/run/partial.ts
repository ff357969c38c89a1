import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";

/** One comparison of an arm with itself, as the product judges it. */
export const comparedSchema = z.strictObject({
  ratio: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
  rounds: z.int().positive(),
});
export type Compared = z.output<typeof comparedSchema>;

/** Comparisons that are done, one a line after a line of their settings; kept until all are. */
export class PartialResults {
  readonly #path: string;
  readonly done: Compared[];

  private constructor(path: string, done: Compared[]) {
    this.#path = path;
    this.done = done;
  }

  /** Goes on with the file where it was made with the same settings; begins anew where not. */
  static async open(dir: string, name: string, settings: string): Promise<PartialResults> {
    const path = pathOf(dir, name);
    const text = await readFile(path, "utf8").catch(() => "");
    const [first, ...lines] = text.split("\n");
    const found = first === settings ? lines.map(parsed) : [];
    const broken = found.indexOf(undefined);
    const done = found
      .slice(0, broken < 0 ? undefined : broken)
      .filter((line) => line !== undefined);
    const whole = [settings, ...done.map((line) => JSON.stringify(line))];
    await writeFileWhole(path, whole.map((line) => `${line}\n`).join(""));
    return new PartialResults(path, done);
  }

  async add(found: Compared): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(found)}\n`);
    this.done.push(found);
  }
}

/** When the result is written. */
export async function removePartial(dir: string, name: string): Promise<void> {
  await rm(pathOf(dir, name), { force: true });
}

function pathOf(dir: string, name: string): string {
  return join(dir, `${name}.jsonl`);
}

/** Undefined for a line that was cut off when the process died, and for the empty last one. */
function parsed(line: string): Compared | undefined {
  try {
    return comparedSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
