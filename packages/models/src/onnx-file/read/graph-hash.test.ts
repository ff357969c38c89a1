import { expect, it } from "vitest";
import { decodeModel } from "../wire/decode.ts";
import { Budget } from "../wire/fields.ts";
import { classifier, int, node, onnx } from "../testing/onnx.ts";
import { graphSha256 } from "./graph-hash.ts";

const hashOf = (graph: ReturnType<typeof classifier>) =>
  graphSha256(decodeModel(onnx(graph), new Budget(10_000)));

it("is the same for other weights, and another for another graph", () => {
  const graph = classifier();
  const [first, ...rest] = graph.initializer;
  const filled = { ...first, rawData: new Uint8Array(first?.rawData?.length ?? 0).fill(63) };
  expect(hashOf({ ...graph, initializer: [filled, ...rest] })).toBe(hashOf(graph));
  const more = [...graph.node, node("Softmax", ["logits"], ["parts"], [int("axis", 1)])];
  const flat = [...graph.node, node("Softmax", ["logits"], ["parts"], [int("axis", 0)])];
  const hashes = [graph, { ...graph, node: more }, { ...graph, node: flat }].map(hashOf);
  expect(new Set(hashes).size).toBe(3);
});
