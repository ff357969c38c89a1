import type { DefinedArtifact, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { model, splittable, tail, trunk } from "@vmoe-bench/model";
import type { Affine } from "./affine.ts";
import { onnxFiles, tensorNames } from "./files.ts";
import { type Graph, GraphBuilder } from "./graph/graph-builder.ts";
import { absent, constant, dim, unknown, type Value } from "./graph/value.ts";
import { onnxOps } from "./onnx-ops.ts";
import { type ExpertStrategy, oneExpert } from "./strategies/strategy.ts";
import { wholeGraphs } from "./strategies/strategies.ts";

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
function weightsOf({ weights }: Pick<DefinedArtifact, "weights">): (name: string) => Value {
  return (name) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return constant(name, tensor.dims, tensor.data);
  };
}

/**
 * A trunk, which ends with the router's logits, and for each expert a tail with its weights only.
 * The host picks. For B > 1 a tail takes any number of images, so that they can be grouped.
 */
export function splitGraphs(
  artifact: DefinedArtifact,
  batch: number,
  affine: Affine,
): ReadonlyMap<string, Graph> {
  const part: Part = {
    config: splittable(artifact.config, artifact.id),
    weights: artifact.weights,
  };
  const start = trunkGraph(part, batch, affine);
  const tokens = start.outputs.find(({ name }) => name === tensorNames.tokens);
  if (tokens === undefined) throw new RangeError("The trunk has no tokens.");
  const N = dim(tokens, 0) / batch;
  const images = batch === 1 ? 1 : unknown;
  const tails = Array.from(
    { length: part.config.moe?.experts ?? 0 },
    (_, e) => [onnxFiles.tail(e), tailGraph(part, e, [images, N], affine)] as const,
  );
  return new Map([[onnxFiles.trunk, start], ...tails]);
}

interface Part {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
}

function trunkGraph({ config, weights }: Part, batch: number, affine: Affine): Graph {
  const { channels, imageSize } = config;
  const graph = new GraphBuilder();
  const images = graph.input(tensorNames.images, [batch, channels, imageSize, imageSize]);
  const ops = onnxOps(graph, { batch, affine, strategy: wholeGraphs.dense });
  const logitsOnly: typeof ops = {
    ...ops,
    route: (logits) => ({ logits, experts: absent, gates: absent }),
  };
  const { tokens, routing } = trunk(logitsOnly, weightsOf({ weights }), images, config);
  if (routing === undefined) throw new RangeError("The model has no router for whole images.");
  graph.output(tensorNames.tokens, tokens);
  graph.output(tensorNames.routerLogits, routing.logits);
  return graph.finish();
}

function tailGraph(
  { config, weights }: Part,
  expert: number,
  [batch, N]: readonly [number, number],
  affine: Affine,
): Graph {
  const graph = new GraphBuilder();
  const tokens = graph.input(tensorNames.tokens, [batch * N, config.width]);
  // A single expert's normalised gate is 1.
  const gates =
    config.moe?.gate === "normalized" ? absent : graph.input(tensorNames.gate, [batch, 1]);
  const ops = onnxOps(graph, { batch, affine, strategy: oneExpert(expert) });
  const routing = { logits: absent, experts: absent, gates };
  const { logits } = tail(ops, weightsOf({ weights }), { tokens, routing }, config);
  graph.output(tensorNames.logits, logits);
  return graph.finish();
}
