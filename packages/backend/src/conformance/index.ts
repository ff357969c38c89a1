export { conformanceCases, type ConformanceCase, type Expectations } from "./cases.ts";
export { conformanceImages, conformanceModels } from "./models.ts";
