import { nearest, type KnownError, type Tensor } from "@vmoe-bench/contracts";
import { brokenCheckpointError } from "../errors.ts";
import { huggingFaceName, isHuggingFace, timmName } from "./hugging-face-names.ts";

/** A checkpoint's tensors by timm's names. What goes wrong is said in the checkpoint's own names. */
export class NamedTensors {
  readonly source: string;
  readonly naming: "timm" | "hugging-face";
  readonly #tensors = new Map<string, Tensor>();
  /** Own name by timm's. */
  readonly #own = new Map<string, string>();
  readonly #used = new Set<string>();

  /**
   * @param source how errors name the checkpoint
   * @throws `broken-checkpoint` for two tensors of one meaning
   */
  constructor(tensors: ReadonlyMap<string, Tensor>, source: string) {
    this.source = source;
    this.naming = isHuggingFace(tensors.keys()) ? "hugging-face" : "timm";
    for (const [own, tensor] of tensors) {
      const name = this.naming === "timm" ? own : timmName(own);
      const other = this.#own.get(name);
      if (other !== undefined)
        throw brokenCheckpointError(source, `"${other}" and "${own}" are the same weight`);
      this.#own.set(name, own);
      this.#tensors.set(name, tensor);
    }
  }

  get names(): readonly string[] {
    return [...this.#tensors.keys()];
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** Leaves out what the model does without. */
  ignore(name: string): void {
    this.#used.add(name);
  }

  /** What the checkpoint calls it. */
  ownName(name: string): string {
    const own = this.#own.get(name);
    if (own !== undefined || this.naming === "timm") return own ?? name;
    return huggingFaceName(name, [...this.#own.values()]);
  }

  /** @throws `broken-checkpoint` where it is missing, has another rank or holds what is no number */
  take(name: string, rank: number): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw this.#missing(name);
    const { dims, data } = tensor;
    if (dims.length !== rank)
      throw this.error(`"${this.ownName(name)}" has shape [${dims.join(",")}], not ${rank} axes`);
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1)
      throw this.error(`"${this.ownName(name)}" holds ${data[bad]} at position ${bad}`);
    this.#used.add(name);
    return tensor;
  }

  /** @throws `broken-checkpoint` also where it has another shape */
  takeShaped(name: string, shape: readonly number[]): Tensor {
    const tensor = this.take(name, shape.length);
    if (tensor.dims.join() !== shape.join())
      throw this.error(
        `"${this.ownName(name)}" has shape [${tensor.dims.join(",")}], expected [${shape.join(",")}]`,
      );
    return tensor;
  }

  /** @throws `broken-checkpoint` for the first tensor that no one took */
  requireAllUsed(): void {
    const [extra] = this.#unused();
    if (extra === undefined) return;
    const near = nearest(
      extra,
      [...this.#used].map((name) => this.ownName(name)),
    )[0];
    const guess = near === undefined ? "" : `; the nearest weight of this model is "${near}"`;
    throw brokenCheckpointError(
      this.source,
      `"${extra}" is not a weight of this model${guess}`,
      "Where it is no part of the model, such as a criterion's, save the checkpoint without it. Else the model is another one: export it to ONNX.",
    );
  }

  error(problem: string): KnownError {
    return brokenCheckpointError(this.source, problem);
  }

  #missing(name: string): KnownError {
    const own = this.ownName(name);
    const near = nearest(own, this.#unused())[0];
    return this.error(
      `"${own}" is missing${near === undefined ? "" : `; the nearest that it has is "${near}"`}`,
    );
  }

  #unused(): string[] {
    return [...this.#own].filter(([name]) => !this.#used.has(name)).map(([, own]) => own);
  }
}
