import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { tail, trunk, vit } from "@vmoe-bench/model";
import { tensorNames, tfliteFiles } from "./files.ts";
import { type Graph, GraphBuilder } from "./graph/graph-builder.ts";
import { absent, constant, dim, type Value } from "./graph/value.ts";
import { type ExpertStrategy, oneExpert } from "./strategies/strategy.ts";
import { tfliteOps } from "./tflite-ops.ts";
import { wholeGraphs } from "./strategies/strategies.ts";

/** A ViT or a V-MoE. */
interface Written {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
}

/** The whole model: images [B,C,H,W] → logits, and the choices of each router. */
export function wholeGraph(
  { config, weights }: Written,
  batch: number,
  strategy: ExpertStrategy,
): Graph {
  const graph = new GraphBuilder();
  const { channels, imageSize } = config;
  const images = graph.input(tensorNames.images, [batch, channels, imageSize, imageSize]);
  const ops = tfliteOps(graph, { batch, strategy });
  const { logits, routings } = vit(ops, weightsOf(weights), images, config);
  graph.output(tensorNames.logits, logits);
  routings.forEach(({ experts, gates }, i) => {
    graph.output(tensorNames.experts(i), experts);
    graph.output(tensorNames.gates(i), gates);
  });
  return graph.finish();
}

/** A weight by its name, as a constant of the graph. */
function weightsOf(weights: WeightMap): (name: string) => Value {
  return (name) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return constant(name, tensor.dims, tensor.data);
  };
}

/**
 * A trunk, which ends with the router's logits, and for each expert a tail with its weights only.
 * The host picks. Shapes in LiteRT are static, so that a tail takes one image.
 */
export function splitGraphs(part: Written, batch: number): ReadonlyMap<string, Graph> {
  const start = trunkGraph(part, batch);
  const tokens = start.outputs.get(tensorNames.tokens);
  if (tokens === undefined) throw new RangeError("The trunk has no tokens.");
  const N = dim(tokens, 0) / batch;
  const tails = Array.from(
    { length: part.config.moe?.experts ?? 0 },
    (_, e) => [tfliteFiles.tail(e), tailGraph(part, e, N)] as const,
  );
  return new Map([[tfliteFiles.trunk, start], ...tails]);
}

function trunkGraph({ config, weights }: Written, batch: number): Graph {
  const { channels, imageSize } = config;
  const graph = new GraphBuilder();
  const images = graph.input(tensorNames.images, [batch, channels, imageSize, imageSize]);
  const ops = tfliteOps(graph, { batch, strategy: wholeGraphs.dense });
  const logitsOnly: typeof ops = {
    ...ops,
    route: (logits) => ({ logits, experts: absent, gates: absent }),
  };
  const { tokens, routing } = trunk(logitsOnly, weightsOf(weights), images, config);
  if (routing === undefined) throw new RangeError("The model has no router for whole images.");
  graph.output(tensorNames.tokens, tokens);
  graph.output(tensorNames.routerLogits, routing.logits);
  return graph.finish();
}

function tailGraph({ config, weights }: Written, expert: number, N: number): Graph {
  const graph = new GraphBuilder();
  const tokens = graph.input(tensorNames.tokens, [N, config.width]);
  // A single expert's normalised gate is 1.
  const gates = config.moe?.gate === "normalized" ? absent : graph.input(tensorNames.gate, [1, 1]);
  const ops = tfliteOps(graph, { batch: 1, strategy: oneExpert(expert) });
  const routing = { logits: absent, experts: absent, gates };
  const { logits } = tail(ops, weightsOf(weights), { tokens, routing }, config);
  graph.output(tensorNames.logits, logits);
  return graph.finish();
}
