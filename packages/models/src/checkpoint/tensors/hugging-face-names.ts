/** Hugging Face's names of what a ViT or a DeiT has once, and timm's. The prefix is cut off. */
const once: readonly (readonly [string, string])[] = [
  ["embeddings.cls_token", "cls_token"],
  ["embeddings.distillation_token", "dist_token"],
  ["embeddings.position_embeddings", "pos_embed"],
  ["embeddings.patch_embeddings.projection.", "patch_embed.proj."],
  ["layernorm.", "norm."],
  ["classifier.", "head."],
  ["cls_classifier.", "head."],
  ["distillation_classifier.", "head_dist."],
];

/** Of each layer. timm's `attn.qkv` is one map; here its three parts have names of their own. */
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
export function isHuggingFace(names: Iterable<string>): boolean {
  return [...names].some((name) => name.replace(prefix, "").startsWith("embeddings."));
}

/** timm's name of a tensor; a name that is none of Hugging Face's is given back as it is. */
export function timmName(name: string): string {
  const own = name.replace(prefix, "");
  const [, index, rest] = layer.exec(own) ?? [];
  if (index === undefined || rest === undefined) return renamed(own, once, 0, 1) ?? name;
  const inLayer = renamed(rest, perLayer, 0, 1);
  return inLayer === undefined ? name : `blocks.${index}.${inLayer}`;
}

/**
 * Hugging Face's name of what timm calls so, to say what is missing.
 * @param names of the checkpoint, which show the prefix and how its heads are called
 */
export function huggingFaceName(name: string, names: readonly string[]): string {
  const used = names.map((one) => prefix.exec(one)?.[0]).find((found) => found !== undefined) ?? "";
  const [, index, rest] = /^blocks\.(\d+)\.(.*)$/.exec(name) ?? [];
  if (index !== undefined && rest !== undefined)
    return `${used}encoder.layer.${index}.${renamed(rest, perLayer, 1, 0) ?? rest}`;
  if (name.startsWith("head.") && names.some((one) => one.startsWith("distillation_classifier.")))
    return name.replace("head.", "cls_classifier.");
  const own = renamed(name, once, 1, 0) ?? name;
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
