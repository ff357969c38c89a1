import type { Outcome } from "../known.ts";
import type { NodeView } from "../node-view.ts";

/**
 * What a kind of node gives and costs.
 * @throws CannotInferError
 */
export type Rule = (node: NodeView) => Outcome;

export type Rules = Readonly<Record<string, Rule>>;
