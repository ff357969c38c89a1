import { KnownError } from "@vmoe-bench/contracts";

/** There is nothing to tell apart. */
export function oneClassError(root: string, name: string): KnownError {
  return new KnownError(
    "one-class",
    `All images of ${root} are of one class, "${name}": there is nothing to learn.`,
    "Give a folder of images for each of at least two classes.",
  );
}

/** A class can't have an image in each part. */
export function tooFewOfClassError(
  root: string,
  name: string,
  images: number,
  fewest: number,
): KnownError {
  return new KnownError(
    "too-few-of-class",
    `Class "${name}" of ${root} has ${images} ${images === 1 ? "image" : "images"}. Of each class some are trained on, some held out and some for the test, so at least ${fewest} are needed.`,
    "Put more images there, or remove that class.",
  );
}

/** A class of the test images that no training image has. */
export function untrainedClassError(root: string, name: string): KnownError {
  return new KnownError(
    "untrained-class",
    `The test images of ${root} have the class "${name}", and its training images have not.`,
    "Give both folders the same classes.",
  );
}

/** More classes than a label in two bytes can tell apart. */
export function tooManyClassesError(root: string, classes: number, most: number): KnownError {
  return new KnownError(
    "too-many-classes",
    `The images of ${root} are of ${classes.toLocaleString("en")} classes, and labels are kept in two bytes: at most ${most.toLocaleString("en")} classes can be trained.`,
    "Give a part of them.",
  );
}
