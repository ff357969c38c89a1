import { UnsupportedError } from "@vmoe-bench/contracts";
import { itsLastWords, startChild, type Child } from "@vmoe-bench/runner";
import {
  stepEventSchema,
  type StepAnswer,
  type StepEvent,
  type StepRequest,
} from "./step-protocol.ts";

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
