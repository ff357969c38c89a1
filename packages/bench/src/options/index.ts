export {
  dataOptions,
  labelsOption,
  placeOptions,
  requireNoImageOptions,
  usualData,
} from "./data-options.ts";
export type { RequestOption } from "./option.ts";
export { suiteOptions, type Overrides } from "./suite-options.ts";
export * from "./values.ts";
