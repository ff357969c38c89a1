export { imageNet1k, type ImageNetClass } from "./imagenet-1k.ts";
export {
  areTakenInOrder,
  labelColumns,
  scoredColumns,
  UnmappedClassesError,
} from "./label-columns.ts";
