import type { Mlp, Routing } from "@vmoe-bench/model";
import type { Affine } from "../affine.ts";
import { choice, reshaped, scopeOf } from "../graph/nodes.ts";
import type { GraphBuilder } from "../graph/graph-builder.ts";
import { dim, filled, integers, unknown, type Value } from "../graph/value.ts";
import { expertMlp, type ExpertStrategy } from "./strategy.ts";

/**
 * The experts' weights are constants in branches of `If`, and only the chosen branch runs. One image
 * with one expert: a balanced tree of them, so that ⌈log2 E⌉ conditions find it. More images, tokens
 * or experts: each expert has a branch for the rows that chose it.
 */
export const branch: ExpertStrategy = {
  experts(graph, x, routing, mlp, affine) {
    if (routing.experts.dims.every((size) => size === 1))
      return weighted(graph, chosenMlp(graph, x, routing, mlp, affine), routing, mlp);
    return grouped.experts(graph, x, routing, mlp, affine);
  },
};

function weighted(graph: GraphBuilder, y: Value, { gates }: Routing<Value>, { fc2 }: Mlp<Value>) {
  return graph.node("Mul", [y, gates], y.dims, { scope: scopeOf(fc2.weight) });
}

function chosenMlp(
  graph: GraphBuilder,
  x: Value,
  { experts }: Routing<Value>,
  mlp: Mlp<Value>,
  affine: Affine,
): Value {
  const scope = scopeOf(mlp.fc2.weight);
  /** What the chosen one of the experts from `from` up to `to` makes. */
  const among = (inner: GraphBuilder, from: number, to: number): Value => {
    if (to - from === 1) return expertMlp(inner, x, mlp, from, affine);
    const middle = Math.ceil((from + to) / 2);
    const isLower = inner.node("Less", [experts, integers([middle])], experts.dims, {
      scope: scopeOf(experts),
      types: ["bool"],
    });
    return choice(inner, isLower, x.dims, scope, {
      yes: (child) => among(child, from, middle),
      no: (child) => among(child, middle, to),
    });
  };
  return among(graph, 0, dim(mlp.fc1.weight, 0));
}

/**
 * Images, or tokens, are grouped by expert: an expert's branch gathers the ones that chose it, and
 * adds what it makes of them to their rows. An expert that nobody chose does not run.
 */
const grouped: ExpertStrategy = {
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
  const members = graph.node("NonZero", [chose], [1, unknown], { scope, types: ["int64"] });
  const most = graph.node("ReduceMax", [chose, integers([0])], [], { scope, attributes: keep });
  const own = graph.node("Mul", [ones, gates], experts.dims, { scope });
  const share = graph.node("ReduceSum", [own, integers([1])], [G, 1], { scope });
  return {
    any: graph.node("Cast", [most], [], { scope, types: ["bool"], attributes: castTo(9) }),
    positions: reshaped(graph, members, [unknown], scope),
    gates: reshaped(graph, share, [G, 1, 1], scope),
  };
}
