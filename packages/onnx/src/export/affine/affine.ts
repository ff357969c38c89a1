import type { GraphBuilder } from "../graph/graph-builder.ts";
import type { Constant, Value } from "../graph/value.ts";

/** Writes x [R,in] · matrix [in,out] + bias [out] → [R,out], in the numbers of one precision. */
export type Affine = (
  graph: GraphBuilder,
  x: Value,
  matrix: Constant,
  bias: Value,
  scope: string,
) => Value;
