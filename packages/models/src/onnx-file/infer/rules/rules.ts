import type { OnnxNode } from "../../wire/decode.ts";
import { attention, microsoftAttention } from "./attention.ts";
import { elementwiseRules, microsoftElementwise } from "./elementwise.ts";
import { movement } from "./movement.ts";
import { microsoftNormalisation, normalisation, reductions } from "./reductions.ts";
import { pooling } from "./windows.ts";
import { microsoftProducts, products } from "./products.ts";
import type { Rule } from "../known.ts";
import { shapes } from "./shapes.ts";

const standard = new Map(
  [
    attention,
    elementwiseRules,
    movement,
    normalisation,
    pooling,
    products,
    reductions,
    shapes,
  ].flatMap((rules) => Object.entries(rules)),
);

const microsoft = new Map(
  [microsoftAttention, microsoftElementwise, microsoftNormalisation, microsoftProducts].flatMap(
    (rules) => Object.entries(rules),
  ),
);

const byDomain: ReadonlyMap<string, ReadonlyMap<string, Rule>> = new Map([
  ["", standard],
  ["com.microsoft", microsoft],
]);

/** Undefined for an operator that is not known. */
export function ruleOf({ op, domain }: OnnxNode): Rule | undefined {
  return byDomain.get(domain)?.get(op);
}
