export { recordedNoise } from "./noise/recorded.ts";
export type { RecordedArm } from "./noise/recorded.ts";
export { simulatedNoise } from "./noise/simulated.ts";
export type { Noise } from "./noise/noise.ts";
export { claims, compare, coverage, excludesOne, quick } from "./simulate/compare.ts";
export type { Compared } from "./simulate/compare.ts";
