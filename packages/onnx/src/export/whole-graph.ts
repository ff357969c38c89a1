import type { DefinedArtifact } from "@vmoe-bench/contracts";
import { model } from "@vmoe-bench/model";
import type { Affine } from "./affine/affine.ts";
import { tensorNames } from "./files.ts";
import { GraphBuilder, type Graph } from "./graph/graph-builder.ts";
import { constant, type Value } from "./graph/value.ts";
import { onnxOps } from "./onnx-ops.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";

interface WholeOptions {
  /** B, fixed in the graph: every shape in it is static. */
  readonly batch: number;
  readonly affine: Affine;
  readonly strategy: ExpertStrategy;
}

/** The whole model: images → logits, and the choices of each router. */
export function wholeGraph(artifact: DefinedArtifact, options: WholeOptions): Graph {
  const graph = new GraphBuilder();
  const { channels, imageSize } = artifact.config;
  const images = graph.input(tensorNames.images, [options.batch, channels, imageSize, imageSize]);
  const ops = onnxOps(graph, options);
  const { logits, routings } = model(ops, weightsOf(artifact), images, artifact.config);
  graph.output(tensorNames.logits, logits);
  routings.forEach(({ experts, gates }, i) => {
    graph.output(tensorNames.experts(i), experts);
    graph.output(tensorNames.gates(i), gates);
  });
  return graph.finish();
}

/** A weight by its name, as a constant of the graph. */
export function weightsOf({ weights }: Pick<DefinedArtifact, "weights">): (name: string) => Value {
  return (name) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return constant(name, tensor.dims, tensor.data);
  };
}
