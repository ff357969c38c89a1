import { type KnownError, nearest, type Tensor } from "@vmoe-bench/contracts";
import { brokenCheckpointError, unsupportedCheckpointError } from "../errors.ts";

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

/** Hugging Face's names of what a ViT or a DeiT has namesOnce, and timm's. The prefix is cut off. */
const namesOnce: readonly (readonly [string, string])[] = [
  ["embeddings.cls_token", "cls_token"],
  ["embeddings.distillation_token", "dist_token"],
  ["embeddings.position_embeddings", "pos_embed"],
  ["embeddings.patch_embeddings.projection.", "patch_embed.proj."],
  ["layernorm.", "norm."],
  ["classifier.", "head."],
  ["cls_classifier.", "head."],
  ["distillation_classifier.", "head_dist."],
];

/** The same for each layer. timm's `attn.qkv` is one map; here its three parts have names of their own. */
const perLayer: readonly (readonly [string, string])[] = [
  ["layernorm_before.", "norm1."],
  ["layernorm_after.", "norm2."],
  ["attention.attention.query.", "attn.q."],
  ["attention.attention.key.", "attn.k."],
  ["attention.attention.value.", "attn.v."],
  ["attention.output.dense.", "attn.proj."],
  ["intermediate.dense.", "mlp.fc1."],
  ["output.dense.", "mlp.fc2."],
];

const prefix = /^(vit|deit)\./;
const layer = /^encoder\.layer\.(\d+)\.(.*)$/;

/** Whether a checkpoint's names are Hugging Face's. */
function isHuggingFace(names: Iterable<string>): boolean {
  return [...names].some((name) => name.replace(prefix, "").startsWith("embeddings."));
}

/** timm's name of a tensor; a name that is none of Hugging Face's is given back as it is. */
function timmName(name: string): string {
  const own = name.replace(prefix, "");
  const [, index, rest] = layer.exec(own) ?? [];
  if (index === undefined || rest === undefined) return renamed(own, namesOnce, 0, 1) ?? name;
  const inLayer = renamed(rest, perLayer, 0, 1);
  return inLayer === undefined ? name : `blocks.${index}.${inLayer}`;
}

/**
 * Hugging Face's name of what timm calls so, to say what is missing.
 * @param names of the checkpoint, which show the prefix and how its heads are called
 */
function huggingFaceName(name: string, names: readonly string[]): string {
  const used = names.map((one) => prefix.exec(one)?.[0]).find((found) => found !== undefined) ?? "";
  const [, index, rest] = /^blocks\.(\d+)\.(.*)$/.exec(name) ?? [];
  if (index !== undefined && rest !== undefined)
    return `${used}encoder.layer.${index}.${renamed(rest, perLayer, 1, 0) ?? rest}`;
  if (name.startsWith("head.") && names.some((one) => one.startsWith("distillation_classifier.")))
    return name.replace("head.", "cls_classifier.");
  const own = renamed(name, namesOnce, 1, 0) ?? name;
  return own.includes("classifier") ? own : `${used}${own}`;
}

function renamed(
  name: string,
  table: readonly (readonly [string, string])[],
  from: 0 | 1,
  to: 0 | 1,
): string | undefined {
  const row = table.find((pair) => name.startsWith(pair[from]));
  return row === undefined ? undefined : row[to] + name.slice(row[from].length);
}

/** A checkpoint's tensors without what they were wrapped in when they were saved. */
interface Unwrapped {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** "module.", "_orig_mod.", "model."; "" where nothing was cut off. */
  readonly cut: string;
  /** Names beside it: a criterion's weights, a step's number. */
  readonly beside: readonly string[];
}

/** What each of the models that are read has once, by timm's and Hugging Face's names. */
const firstLayer =
  /^(.*?)(?:patch_embed\.proj|(?:(?:vit|deit)\.)?embeddings\.patch_embeddings\.projection|conv_stem|stem\.conv)\.weight$/;

/**
 * Takes off what all of a model's names begin with. Where other names lie beside it, the model is what
 * begins as its first layer does.
 * @throws `unsupported-checkpoint` for several models
 */
export function withoutPrefix(tensors: ReadonlyMap<string, Tensor>, source: string): Unwrapped {
  const names = [...tensors.keys()];
  const common = commonPrefix(names);
  const wrappings = new Set(names.flatMap((name) => firstLayer.exec(name)?.[1] ?? []));
  const cut = common === "" ? onlyOf(wrappings, source) : common;
  if (cut === "") return { tensors, cut, beside: [] };
  const isInside = (name: string) => name.startsWith(cut);
  return {
    tensors: new Map(
      [...tensors].flatMap(([name, tensor]) =>
        isInside(name) ? [[name.slice(cut.length), tensor]] : [],
      ),
    ),
    cut,
    beside: names.filter((name) => !isInside(name)),
  };
}

function onlyOf(wrappings: ReadonlySet<string>, source: string): string {
  const [first = "", ...others] = wrappings;
  if (wrappings.has("")) return "";
  if (others.length === 0) return first;
  throw unsupportedCheckpointError(
    source,
    `it has several models, below ${[...wrappings].map((one) => JSON.stringify(one)).join(" and ")}`,
    "Save the one that is meant by itself: model.state_dict() and not that of what it lies in.",
  );
}

function commonPrefix(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split("."));
  const end = first.findIndex(
    (part, i) => i === first.length - 1 || others.some((path) => path[i] !== part),
  );
  return first
    .slice(0, Math.max(0, end))
    .map((part) => `${part}.`)
    .join("");
}
