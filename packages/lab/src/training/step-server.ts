import { UnsupportedError, vitConfigSchema } from "@vmoe-bench/contracts";
import { type Child, itsLastWords, startChild } from "@vmoe-bench/runner";
import { z } from "zod";

/** A process that trains for its time when it is asked, and else waits. */
export class StepServer {
  readonly #child: Child<StepRequest, never>;
  readonly #name: string;
  #take: (event: StepEvent) => void = () => undefined;

  private constructor(name: string, program: string, args: readonly string[]) {
    this.#name = name;
    this.#child = startChild<StepRequest, StepEvent, never>({
      process: { program, args },
      events: stepEventSchema,
      onEvent: (event) => {
        this.#take(event);
        return undefined;
      },
      graceMs: 2_000,
    });
  }

  /** @throws UnsupportedError when it does not get ready */
  static async start(name: string, program: string, args: readonly string[]): Promise<StepServer> {
    const server = new StepServer(name, program, args);
    await server.#next();
    return server;
  }

  async steps(request: StepRequest): Promise<StepAnswer> {
    const answer = this.#next();
    this.#child.send(request);
    const event = await answer;
    if ("imagesPerSecond" in event) return event;
    throw new Error(`${this.#name} said that it is ready where it was to answer.`);
  }

  /** Closes its input, at which it ends. */
  close(): void {
    this.#child.close();
  }

  async #next(): Promise<StepEvent> {
    const event = new Promise<StepEvent>((resolve) => {
      this.#take = resolve;
    });
    const gone = this.#child.gone.then((death) => {
      const said = death.how === "died" ? itsLastWords(death.said) : "";
      throw new UnsupportedError(
        `${this.#name} ended before it answered.${said}`,
        "Run it by hand to see what it says: see benchmarks/pytorch/README.md.",
      );
    });
    return Promise.race([event, gone]);
  }
}

/** To a process that trains for its time: JSON, a line a request; a model's first one warms it up. */
export const stepRequestSchema = z.strictObject({
  model: vitConfigSchema,
  batch: z.int().positive(),
  steps: z.int().positive(),
  /** Only of this project: Muon for the blocks' matrices. */
  muon: z.boolean(),
});
export type StepRequest = z.output<typeof stepRequestSchema>;

/** From such a process, PyTorch's too: a line when it is ready. */
const readySchema = z.object({ threads: z.int().positive() });

/** Then a line for each request. */
const stepAnswerSchema = z.strictObject({
  imagesPerSecond: z.number().positive(),
  /** Only of this project: part of the time for reading and augmenting. */
  preparing: z.number().min(0).max(1).optional(),
  /** Only of this project: the least and most tensors after a step. */
  tensors: z.tuple([z.int(), z.int()]).optional(),
});
export type StepAnswer = z.output<typeof stepAnswerSchema>;

const stepEventSchema = z.union([stepAnswerSchema, readySchema]);
type StepEvent = z.output<typeof stepEventSchema>;
