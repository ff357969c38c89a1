import { vitConfigSchema } from "@vmoe-bench/contracts";
import { datasets } from "@vmoe-bench/dataset";
import { beforeAll, describe, expect, it } from "vitest";
import { assumedClasses, fits, requireFit } from "./models.ts";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";

const fashion = datasets.filter(({ name }) => name === "fashion-mnist");

describe.each(fashion)("a model for $name", (info) => {
  let model: RunModel;
  beforeAll(async () => {
    model = await findRunModel("fashion-vit-6x64");
  });
  const shaped = (change: object) => vitConfigSchema.parse({ ...model.shape.config, ...change });
  const knowing = (classes: readonly string[]): RunModel => ({
    ...model,
    classes,
    shape: { kind: "defined", config: shaped({ classes: classes.length }) },
  });

  it("fits with its classes among others, or with as many that have other names", () => {
    expect(fits(model, info)).toBe(true);
    expect(fits(knowing(["hat", ...info.classes]), info)).toBe(true);
    expect(fits(knowing(info.classes.map((_, i) => `class ${i}`)), info)).toBe(true);
  });

  it("is said to have the data's classes in their order where it only numbers them", () => {
    expect(assumedClasses(model, info)).toEqual([]);
    const numbered = info.classes.map((_, i) => String(i));
    expect(assumedClasses({ id: "m.onnx", classes: numbered }, info)).toEqual([
      "m.onnx: its 10 classes are taken for those of fashion-mnist, in their order",
    ]);
  });

  it("is refused with as many classes of which one has another name", () => {
    const renamed = knowing([...info.classes.slice(1), "hat"]);
    expect(() => requireFit(renamed, info)).toThrow(`has no class "${info.classes[0]}"`);
  });

  it("is refused with a class too few, which is named", () => {
    const without = knowing(info.classes.slice(1));
    expect(fits(without, info)).toBe(false);
    expect(() => requireFit(without, info)).toThrow(
      `The data's classes do not fit the model's: the model has no class "${info.classes[0]}"`,
    );
  });

  it("is refused for other images or other classes, with both described", () => {
    const other: RunModel = {
      ...model,
      shape: { kind: "defined", config: shaped({ imageSize: 32, patch: 8 }) },
    };
    expect(() => requireFit(other, info)).toThrow(
      'Model "fashion-vit-6x64" takes 1x32x32 images of 10 classes; fashion-mnist has 1x28x28 images of 10 classes.',
    );
    expect(() => requireFit(knowing(["cat", "dog"]), info)).toThrow("of 2 classes; fashion-mnist");
  });
});
