export { expertCapError, RouterOutputError, requireExpertCap } from "./errors.ts";
export { groupByExpert, type ExpertGroup } from "./group-by-expert.ts";
export { HeldExperts } from "./held-experts.ts";
export { bestExpert } from "./best-expert.ts";
export { gatherRows } from "./gather-rows.ts";
