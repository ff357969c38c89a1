import { synsets } from "./imagenet-1k-synsets.ts";

/** One of ImageNet-1k's classes. */
export interface ImageNetClass {
  /** "n01440764": what ImageNet's folders are called. */
  readonly wordNetId: string;
  /** WordNet's lemmas, the first of them the usual name. */
  readonly lemmas: readonly string[];
  /** Different for each class, also in lower case: "tench", "crane (n02012849)". */
  readonly name: string;
}

/** The 1,000 classes in label order. */
export function imageNet1k(): readonly ImageNetClass[] {
  known ??= parse(synsets);
  return known;
}

let known: readonly ImageNetClass[] | undefined;

function parse(text: string): ImageNetClass[] {
  const classes = text
    .trimEnd()
    .split("\n")
    .map((line) => ({ wordNetId: line.slice(0, 9), lemmas: line.slice(10).split(", ") }));
  const uses = new Map<string, number>();
  for (const { lemmas } of classes) {
    const usual = first(lemmas).toLowerCase();
    uses.set(usual, (uses.get(usual) ?? 0) + 1);
  }
  return classes.map(({ wordNetId, lemmas }) => {
    const usual = first(lemmas);
    const own = uses.get(usual.toLowerCase()) === 1;
    return { wordNetId, lemmas, name: own ? usual : `${usual} (${wordNetId})` };
  });
}

function first(lemmas: readonly string[]): string {
  return lemmas[0] ?? "";
}
