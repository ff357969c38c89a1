import type { TrainingResult } from "@vmoe-bench/contracts";
import { z } from "zod";

/** What a model was shown while it was trained. */
export interface Exposure {
  /** Different training images of a class; the mean over the classes. */
  readonly imagesPerClass: number;
  /** Whether no image was shown twice: the data did not run out. */
  readonly everyImageNew: boolean;
  /** Images shown, each as often as it was, those of the epochs before a branch too. */
  readonly imagesSeen: number;
}

const streamed = z.object({
  stream: z.object({
    imagesPerEpoch: z.int().positive(),
    imagesPerClass: z.int().positive().optional(),
  }),
});

export function exposureOf({ recipe, epochs, dataset, config }: TrainingResult): Exposure {
  const { data } = streamed.safeParse(recipe);
  const imagesPerClass = dataset.images / config.classes;
  if (data === undefined)
    return { imagesPerClass, everyImageNew: false, imagesSeen: epochs * dataset.images };
  const { stream } = data;
  return {
    imagesPerClass: stream.imagesPerClass ?? imagesPerClass,
    everyImageNew: stream.imagesPerClass === undefined,
    imagesSeen: epochs * stream.imagesPerEpoch,
  };
}
