export { conformanceCases, type ConformanceCase, type Expectations } from "./cases.ts";
