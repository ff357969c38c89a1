import type { Routing } from "@vmoe-bench/model";
import { choice } from "../graph/choice.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { reshaped, scopeOf } from "../graph/nodes.ts";
import { dim, integers, unknown, type Value } from "../graph/value.ts";
import { filled } from "../graph/weights.ts";
import { expertMlp } from "./expert-mlp.ts";
import type { ExpertStrategy } from "./strategy.ts";

/**
 * Images, or tokens, are grouped by expert: an expert's branch gathers the ones that chose it, and
 * adds what it makes of them to their rows. An expert that nobody chose does not run.
 */
export const grouped: ExpertStrategy = {
  experts(graph, x, routing, mlp, affine) {
    const [R, D, G] = [dim(x, 0), dim(x, 1), dim(routing.experts, 0)];
    const scope = scopeOf(mlp.fc2.weight);
    const rows = reshaped(graph, x, [G, R / G, D], scope);
    let sum: Value = filled(`zeros[${G},${R / G},${D}]`, [G, R / G, D], 0);
    for (let e = 0; e < dim(mlp.fc1.weight, 0); e += 1) {
      const before = sum;
      const { any, positions, gates } = membersOf(graph, routing, e);
      sum = choice(graph, any, rows.dims, scope, {
        yes(inner) {
          const own = inner.node("Gather", [rows, positions], [unknown, R / G, D], { scope });
          const flat = reshaped(inner, own, [unknown, D], scope);
          const made = reshaped(
            inner,
            expertMlp(inner, flat, mlp, e, affine),
            [unknown, R / G, D],
            scope,
          );
          const share = inner.node("Gather", [gates, positions], [unknown, 1, 1], { scope });
          const weighted = inner.node("Mul", [made, share], made.dims, { scope });
          const index = reshaped(inner, positions, [unknown, 1], scope);
          return inner.node("ScatterND", [before, index, weighted], rows.dims, {
            scope,
            attributes: { reduction: { text: "add" } },
          });
        },
        no: (inner) => inner.node("Identity", [before], rows.dims, { scope }),
      });
    }
    return reshaped(graph, sum, [R, D], scope);
  },
};

/** ONNX numbers its types: 1 is float32, 9 is bool. */
function castTo(type: number) {
  return { to: { int: type } };
}

/** Who of the G chose an expert: whether anyone did, their positions [members] and all gates [G,1,1]. */
function membersOf(graph: GraphBuilder, { experts, gates }: Routing<Value>, expert: number) {
  const scope = `${scopeOf(experts)}/expert${expert}`;
  const G = dim(experts, 0);
  const isIt = graph.node("Equal", [experts, integers([expert])], experts.dims, {
    scope,
    types: ["bool"],
  });
  const ones = graph.node("Cast", [isIt], experts.dims, { scope, attributes: castTo(1) });
  const keep = { keepdims: { int: 0 } };
  const chose = graph.node("ReduceMax", [ones, integers([1])], [G], { scope, attributes: keep });
  const found = graph.node("NonZero", [chose], [1, unknown], { scope, types: ["int64"] });
  const most = graph.node("ReduceMax", [chose, integers([0])], [], { scope, attributes: keep });
  const own = graph.node("Mul", [ones, gates], experts.dims, { scope });
  const share = graph.node("ReduceSum", [own, integers([1])], [G, 1], { scope });
  return {
    any: graph.node("Cast", [most], [], { scope, types: ["bool"], attributes: castTo(9) }),
    positions: reshaped(graph, found, [unknown], scope),
    gates: reshaped(graph, share, [G, 1, 1], scope),
  };
}
