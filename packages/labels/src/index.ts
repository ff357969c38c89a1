export { imageNet1k, type ImageNetClass } from "./imagenet-1k.ts";
export { labelColumns, UnmappedClassesError } from "./label-columns.ts";
