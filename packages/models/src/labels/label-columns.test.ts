import { describe, expect, it } from "vitest";
import { imageNet1k } from "./imagenet-1k.ts";
import { areTakenInOrder, labelColumns, scoredColumns } from "./label-columns.ts";

const imageNet = imageNet1k().map(({ name }) => name);
const lemmas = imageNet1k().map((one) => one.lemmas.join(", "));

describe("ImageNet-1k", () => {
  it("has 1,000 classes, each with an id and a name of its own", () => {
    expect(imageNet1k()).toHaveLength(1_000);
    expect(new Set(imageNet).size).toBe(1_000);
    expect(new Set(imageNet1k().map(({ wordNetId }) => wordNetId)).size).toBe(1_000);
    expect(imageNet1k()[0]).toEqual({
      wordNetId: "n01440764",
      lemmas: ["tench", "Tinca tinca"],
      name: "tench",
    });
    expect(imageNet1k()[999]?.lemmas[0]).toBe("toilet tissue");
    expect(imageNet.filter((name) => name.startsWith("crane"))).toEqual([
      "crane (n02012849)",
      "crane (n03126707)",
    ]);
  });
});

describe("labelColumns", () => {
  it("finds a data set's classes among others, in its own order", () => {
    expect(labelColumns(["dog", "Red_Fox"], ["red fox", "cat", "dog"])).toEqual([2, 0]);
  });

  it("knows ImageNet's by WordNet id, by name and by lemma, whatever the model calls them", () => {
    const data = ["n03126707", "goldfish", "Tinca tinca"];
    expect(labelColumns(data, imageNet)).toEqual([517, 1, 0]);
    expect(labelColumns(data, lemmas)).toEqual([517, 1, 0]);
    expect(labelColumns(["tench", "goldfish"], ["n01443537", "n01440764"])).toEqual([1, 0]);
  });

  it("finds every class of ImageNet by its id, by its name and by all of its lemmas", () => {
    const all = Array.from({ length: 1_000 }, (_, i) => i);
    const ids = imageNet1k().map(({ wordNetId }) => wordNetId);
    expect(labelColumns(ids, imageNet)).toEqual(all);
    expect(labelColumns(imageNet, ids)).toEqual(all);
    expect(labelColumns(ids, ids)).toEqual(all);
    expect(labelColumns(ids, lemmas)).toEqual(all);
    expect(labelColumns(lemmas, imageNet)).toEqual(all);
  });

  it.each([
    [["catt"], ["cat", "dog"], 'the model has no class "catt"; the nearest that it has are "cat".'],
    [["house"], ["cat"], 'the model has no class "house".'],
    [
      ["crane"],
      imageNet,
      'the model has no class "crane"; the nearest that it has are "crate", "drake", "canoe".',
    ],
    [["cat"], ["cat", "Cat"], '"cat" is 2 classes of the model.'],
    [
      ["tench", "n01440764"],
      imageNet,
      '"tench" and "n01440764" are the same class of the model, "tench".',
    ],
  ])("refuses %j", (data, model, message) => {
    expect(() => labelColumns(data, model)).toThrow(
      `The data's classes do not fit the model's: ${message}`,
    );
  });
});

describe("scoredColumns", () => {
  it("is nothing where data and model have the same classes, or as many of other names", () => {
    expect(scoredColumns(["cat", "dog"], ["cat", "dog"])).toBeUndefined();
    expect(scoredColumns(["cat", "dog"], ["class 0", "class 1"])).toBeUndefined();
  });

  it("is the columns of a part of the classes, or of another order", () => {
    expect(scoredColumns(["dog"], ["cat", "dog"])).toEqual([1]);
    expect(scoredColumns(["dog", "cat"], ["cat", "dog"])).toEqual([1, 0]);
  });

  it("is refused where other classes are not as many", () => {
    expect(() => scoredColumns(["fox"], ["cat", "dog"])).toThrow('has no class "fox"');
  });

  it("is refused where some names are known, so that the order may be another", () => {
    const [data, model] = [
      ["bird", "automobile", "cat"],
      ["car", "bird", "cat"],
    ];
    expect(() => scoredColumns(data, model)).toThrow('the model has no class "automobile"');
    expect(areTakenInOrder(data, model)).toBe(false);
  });
});

describe("areTakenInOrder", () => {
  it("says so of numbers, and of as many names of which none is known", () => {
    expect(areTakenInOrder(["cat", "dog"], ["0", "1"])).toBe(true);
    expect(areTakenInOrder(["cat", "dog"], ["LABEL_0", "LABEL_1"])).toBe(true);
    expect(areTakenInOrder(["cat", "dog"], ["Katze", "Hund"])).toBe(true);
    // Counted from 1 and from 0: that both have a "1" says nothing.
    expect(areTakenInOrder(["1", "2"], ["0", "1"])).toBe(true);
  });

  it("does not of names that are found, and of another number of classes", () => {
    expect(areTakenInOrder(["1", "0"], ["0", "1"])).toBe(false);
    expect(areTakenInOrder(["tench"], ["n01440764"])).toBe(false);
    expect(areTakenInOrder(["cat"], ["0", "1"])).toBe(false);
  });
});
