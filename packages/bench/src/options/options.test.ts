import { suiteSchema } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { dataOptions, requireNoImageOptions, usualData } from "./data-options.ts";
import type { RequestOption } from "./option.ts";
import { suiteOptions, type Overrides } from "./suite-options.ts";
import { time } from "./values.ts";

/** What a user may say of each, and what is then asked. */
const said: Readonly<Record<string, readonly [words: readonly string[], asked: unknown]>> = {
  backends: [
    ["ort-node/cpu", "null"],
    ["ort-node/cpu", "null"],
  ],
  models: [
    ["a", "./b.onnx"],
    ["a", "./b.onnx"],
  ],
  strategies: [
    ["gather", "split"],
    ["gather", "split"],
  ],
  precisions: [["int8"], ["int8"]],
  expertCaps: [
    ["none", "2"],
    [null, 2],
  ],
  batches: [
    ["1", "64"],
    [1, 64],
  ],
  threads: [["2"], [2]],
  scenarios: [
    ["offline", "camera:30:2"],
    [{ kind: "offline" }, { kind: "camera", framesPerSecond: 30, queue: 2 }],
  ],
  controls: [["same-again"], ["same-again"]],
  only: [["a@null dense b1 t1"], ["a@null dense b1 t1"]],
  firstEver: [[], true],
  ratioHalfWidth: [["7"], 0.07],
  coolDownSeconds: [["0"], 0],
  referenceImages: [["0"], 0],
  software: [[], true],
  budgetSeconds: [["90s"], 90],
  profile: [["standard"], "standard"],
  images: [["100"], 100],
  proofImages: [["8"], 8],
  dir: [["./photos"], "./photos"],
  skipCorrupt: [[], true],
  classMap: [["map.json"], "map.json"],
  labels: [["folders"], "folders"],
  orientation: [["exif"], "exif"],
  labelShift: [["-1"], -1],
};

/** What is asked by the words above, and the words that ask for it again. */
function readAndWritten<A extends object>(option: RequestOption<A>, nothing: A) {
  const [words] = said[option.key] ?? [[]];
  const given = words.length > 0 ? words : [option.bare ?? ""];
  const asked = given.reduce((before, word) => option.read(before, word), nothing);
  return { asked, again: option.write(asked), ofNothing: option.write(nothing) };
}

/** From the list above. */
function expected<A extends object>({ key, flags }: RequestOption<A>, nothing: A) {
  const [words, value] = said[key] ?? [[], "not in the list above"];
  return {
    asked: { ...nothing, [key]: value },
    again: [flags.split(" ")[0], ...words],
    ofNothing: [],
  };
}

describe("each option is read and said again", () => {
  it.each(suiteOptions.map((option) => [option.flags, option] as const))("%s", (_, option) => {
    const nothing: Overrides = {};
    expect(readAndWritten(option, nothing)).toEqual(expected(option, nothing));
  });

  it.each(dataOptions.map((option) => [option.flags, option] as const))("%s", (_, option) => {
    expect(readAndWritten(option, usualData)).toEqual(expected(option, usualData));
  });
});

it("has an option for fields that a suite has, and one for its number of images", () => {
  const fields = Object.keys(suiteSchema.shape);
  expect(suiteOptions.map(({ key }) => key).filter((key) => !fields.includes(key))).toEqual([
    "images",
  ]);
});

it("reads a time in hours, minutes and seconds", () => {
  expect(time("3m")).toBe(180);
  expect(time("1h30m")).toBe(5_400);
  for (const text of ["", "0s", "3", "3 m", "1y", "169h"])
    expect(() => time(text)).toThrow("Give a time from 1s to 168h");
});

it("leaves out the strategy that dense models have anyway", () => {
  const strategies = suiteOptions.find(({ key }) => key === "strategies");
  const asked = strategies?.read({ strategies: ["gather"] }, "dense");
  expect(asked).toEqual({ strategies: ["gather"] });
});

it.each(
  dataOptions.filter(({ key }) => key !== "dir").map((option) => [option.flags, option] as const),
)("%s is refused where no image files are read", (_, option) => {
  const { asked } = readAndWritten(option, usualData);
  const [flag = ""] = option.flags.split(" ");
  expect(() => requireNoImageOptions(asked, "fashion-mnist")).toThrow(flag);
  expect(() => requireNoImageOptions(usualData, "fashion-mnist")).not.toThrow();
});
