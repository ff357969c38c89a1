export {
  expertCapError,
  requireExpertCap,
  requireExpertsFor,
  requireFiniteGates,
  RouterOutputError,
} from "./choice.ts";
export { groupByExpert, type ExpertGroup } from "./choice.ts";
export { HeldExperts } from "./held-experts.ts";
export { bestExpert } from "./choice.ts";
export { gatherRows } from "./choice.ts";
