import synsets from "./imagenet-1k.json" with { type: "json" };

/** One of ImageNet-1k's classes. */
export interface ImageNetClass {
  /** "n01440764": what ImageNet's folders are called. */
  readonly wordNetId: string;
  /** WordNet's lemmas, the first of them the usual name. */
  readonly lemmas: readonly string[];
  /** Different for each class, also in lower case: "tench", "crane (n02012849)". */
  readonly name: string;
}

let classes: readonly ImageNetClass[] | undefined;

/**
 * The 1,000 classes of ILSVRC 2012 in label order (Deng et al., 2009), by the ids and lemmas of
 * WordNet 3.0 (Miller, 1995).
 */
export function imageNet1k(): readonly ImageNetClass[] {
  classes ??= withNames(
    synsets.map((synset) => ({
      wordNetId: synset.slice(0, 9),
      lemmas: synset.slice(10).split(", "),
    })),
  );
  return classes;
}

function withNames(unnamed: readonly Omit<ImageNetClass, "name">[]): ImageNetClass[] {
  const uses = new Map<string, number>();
  for (const { lemmas } of unnamed) {
    const usual = first(lemmas).toLowerCase();
    uses.set(usual, (uses.get(usual) ?? 0) + 1);
  }
  return unnamed.map(({ wordNetId, lemmas }) => {
    const usual = first(lemmas);
    const own = uses.get(usual.toLowerCase()) === 1;
    return { wordNetId, lemmas, name: own ? usual : `${usual} (${wordNetId})` };
  });
}

function first(lemmas: readonly string[]): string {
  return lemmas[0] ?? "";
}
