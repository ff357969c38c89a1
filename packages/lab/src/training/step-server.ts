import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { checkJson, UnsupportedError } from "@vmoe-bench/contracts";
import {
  readySchema,
  stepAnswerSchema,
  type StepAnswer,
  type StepRequest,
} from "./step-protocol.ts";

/** A process that trains for its time when it is asked, and else waits. */
export class StepServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;

  private constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(command, [...args], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child.on("error", () => undefined);
    this.#child.stdin.on("error", () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws UnsupportedError when it does not get ready */
  static async start(name: string, command: string, args: readonly string[]): Promise<StepServer> {
    const server = new StepServer(name, command, args);
    checkJson(readySchema, await server.#line(), `${name}'s first line`);
    return server;
  }

  async steps(request: StepRequest): Promise<StepAnswer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return checkJson(stepAnswerSchema, await this.#line(), `${this.#name}'s answer`);
  }

  /** Closes its input, at which it ends. */
  close(): void {
    this.#child.stdin.end();
  }

  async #line(): Promise<string> {
    const line = await this.#lines.next();
    if (line.done === true)
      throw new UnsupportedError(
        `${this.#name} ended before it answered.`,
        "Run it by hand to see what it says: see benchmarks/pytorch/README.md.",
      );
    return line.value;
  }
}
