import type { Tensor } from "@vmoe-bench/contracts";

/**
 * Takes off what all names begin with: "module.", "_orig_mod.", "model." are of what a model was
 * wrapped in when it was saved.
 */
export function withoutPrefix(tensors: ReadonlyMap<string, Tensor>): {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** "" where the names have nothing in common. */
  readonly cut: string;
} {
  const paths = [...tensors.keys()].map((name) => name.split("."));
  const [first = [], ...others] = paths;
  const end = first.findIndex(
    (part, i) => i === first.length - 1 || others.some((path) => path[i] !== part),
  );
  const cut = first
    .slice(0, Math.max(0, end))
    .map((part) => `${part}.`)
    .join("");
  if (cut === "") return { tensors, cut };
  return {
    tensors: new Map([...tensors].map(([name, tensor]) => [name.slice(cut.length), tensor])),
    cut,
  };
}
