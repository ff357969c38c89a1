import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { OnnxGraph, OnnxModel } from "../wire/decode.ts";
import type { OnnxTensor } from "../wire/tensor.ts";
import type { OnnxFile } from "./read-onnx.ts";

/** SHA-256, in hex, of what a graph computes without the values of its weights. */
export function graphSha256({ opsets, graph }: OnnxModel): string {
  const text = JSON.stringify([[...opsets], shapeOf(graph)]);
  return createHash("sha256").update(text).digest("hex");
}

function shapeOf({ nodes, constants, inputs, outputs }: OnnxGraph): unknown {
  return {
    nodes: nodes.map(({ op, domain, inputs: from, outputs: to, attributes }) => ({
      op,
      domain,
      from,
      to,
      attributes: [...attributes].map(([name, { tensor, graph, ...values }]) => ({
        name,
        values,
        tensor: tensor && sizeOf(tensor),
        graph: graph && shapeOf(graph),
      })),
    })),
    constants: constants.map(sizeOf),
    inputs,
    outputs,
  };
}

function sizeOf({ name, type, dims }: OnnxTensor): unknown {
  return [name, type, dims];
}

/** SHA-256, in hex, of the model and of the files beside it, which are read in pieces. */
export async function sha256Of({ bytes, external }: OnnxFile): Promise<string> {
  const hash = createHash("sha256").update(bytes);
  for (const { path } of external)
    for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
