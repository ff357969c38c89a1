import type { Tensor } from "@vmoe-bench/contracts";
import { unsupportedCheckpointError } from "../errors.ts";

/** A checkpoint's tensors without what they were wrapped in when they were saved. */
export interface Unwrapped {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** "module.", "_orig_mod.", "model."; "" where nothing was cut off. */
  readonly cut: string;
  /** Names beside it: a criterion's weights, a step's number. */
  readonly beside: readonly string[];
}

/** What each of the models that are read has once, by timm's and Hugging Face's names. */
const once =
  /^(.*?)(?:patch_embed\.proj|(?:(?:vit|deit)\.)?embeddings\.patch_embeddings\.projection|conv_stem|stem\.conv)\.weight$/;

/**
 * Takes off what all of a model's names begin with. Where other names lie beside it, the model is what
 * begins as its first layer does.
 * @throws `unsupported-checkpoint` for several models
 */
export function withoutPrefix(tensors: ReadonlyMap<string, Tensor>, source: string): Unwrapped {
  const names = [...tensors.keys()];
  const common = commonPrefix(names);
  const wrappings = new Set(names.flatMap((name) => once.exec(name)?.[1] ?? []));
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
