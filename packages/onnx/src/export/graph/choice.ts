import type { Graph, GraphBuilder } from "./graph-builder.ts";
import type { Value } from "./value.ts";

interface Branches {
  readonly yes: (inner: GraphBuilder) => Value;
  readonly no: (inner: GraphBuilder) => Value;
}

/** An `If`: only one of its branches runs. */
export function choice(
  graph: GraphBuilder,
  condition: Value,
  dims: readonly number[],
  scope: string,
  { yes, no }: Branches,
): Value {
  const branchOf = (write: (inner: GraphBuilder) => Value): { graph: Graph } => ({
    graph: graph.branch(write),
  });
  return graph.node("If", [condition], dims, {
    scope,
    attributes: { then_branch: branchOf(yes), else_branch: branchOf(no) },
  });
}
