import { conformanceModels } from "@vmoe-bench/backend/conformance";
import { UnsupportedError, type DefinedArtifact, type PrepareOptions } from "@vmoe-bench/contracts";
import { ByteBuffer } from "flatbuffers";
import { expect, it } from "vitest";
import { Model } from "../schema/tflite/model.ts";
import { exportTflite } from "./export-tflite.ts";

const models = new Map(conformanceModels().map((model) => [model.id, model]));
const float32 = { precision: "float32", batch: 1 } as const;

function named(id: string): DefinedArtifact {
  const model = models.get(id);
  if (model === undefined) throw new RangeError(`There is no ${id}.`);
  return model;
}

it.each<[id: string, options: Pick<PrepareOptions, "strategy" | "precision">, reason: string]>([
  ["dense", { strategy: "gather", precision: "float32" }, "no experts"],
  ["per image, k=1", { strategy: "dense", precision: "float32" }, "has experts"],
  ["per image, k=1", { strategy: "branch", precision: "float32" }, "not written for LiteRT"],
  ["per image, k=1", { strategy: "moe-op", precision: "float32" }, "not written for LiteRT"],
  ["per image, k=2", { strategy: "split", precision: "float32" }, "k = 2 for each image"],
  ["per token, k=1", { strategy: "split-lazy", precision: "float32" }, "for each token"],
  ["dense", { strategy: "dense", precision: "int8" }, "asked for in int8"],
  ["MobileNetV3", { strategy: "dense", precision: "float32" }, "has them"],
])("refuses %s with %o", (id, options, reason) => {
  const attempt = () => exportTflite(named(id), { ...options, batch: 1 });
  expect(attempt).toThrow(UnsupportedError);
  expect(attempt).toThrow(reason);
});

it("says in the file what it is given to say, and lays weights where 16 bytes begin", () => {
  const metadata = { "vmoe-bench.model": "dense" };
  const files = exportTflite(named("dense"), { ...float32, strategy: "dense", metadata });
  const file = files.get("model.tflite");
  if (file === undefined) throw new RangeError("There is no file.");
  const model = Model.getRootAsModel(new ByteBuffer(file));

  const entry = model.metadata(0);
  const text = model.buffers(entry?.buffer() ?? 0)?.dataArray() ?? undefined;
  expect([entry?.name(), new TextDecoder().decode(text)]).toEqual(["vmoe-bench.model", "dense"]);

  const starts = Array.from(
    { length: model.buffersLength() },
    (_, i) => model.buffers(i)?.dataArray()?.byteOffset ?? 0,
  ).filter((offset) => offset !== 0);
  expect(starts.length).toBeGreaterThan(30);
  expect(starts.map((offset) => (offset - file.byteOffset) % 16)).toEqual(starts.map(() => 0));
});

it("keeps the weights of the other experts out of a tail", () => {
  const { weights, ...rest } = named("per image, k=1");
  const files = exportTflite({ ...rest, weights }, { ...float32, strategy: "split" });
  expect([...files.keys()]).toEqual([
    "trunk.tflite",
    "tail-0.tflite",
    "tail-1.tflite",
    "tail-2.tflite",
    "tail-3.tflite",
  ]);
  const stack = [...weights.values()].find(({ dims }) => dims.join() === "4,32,16");
  if (stack === undefined) throw new RangeError("There is no stack of experts.");
  const holds = (name: string, expert: number) => {
    const own = stack.data.subarray(expert * 512, (expert + 1) * 512);
    const bytes = Buffer.from(own.buffer, own.byteOffset, own.byteLength);
    return Buffer.from(files.get(name) ?? []).includes(bytes);
  };
  expect([holds("tail-2.tflite", 2), holds("tail-2.tflite", 1), holds("trunk.tflite", 2)]).toEqual([
    true,
    false,
    false,
  ]);
});
