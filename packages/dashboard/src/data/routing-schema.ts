import { z } from "zod";

const index = z.int().nonnegative();

/** Where one model's router sends the images of a split, by its accuracy pass. */
export const routingSchema = z.strictObject({
  model: z.string(),
  /** Index of the cell that it was read from. */
  cell: index,
  dataset: z.string(),
  images: z.int().positive(),
  classes: z.array(z.string()),
  /** Classes of each expert's super-class; empty where the model has none. */
  superClasses: z.array(z.array(z.string())),
  /** [K][E]: images of a class whose first choice an expert is. */
  classByExpert: z.array(z.array(index)),
  /** Images that went to their own super-class's expert; null without super-classes. */
  routedRight: index.nullable(),
  experts: z.array(
    z.strictObject({
      images: index,
      /** Of the images that went to it. */
      correct: index,
      /** Latency samples of batches of 1 that hit it, in ms; null where there are too few. */
      latency: z
        .strictObject({
          medianMs: z.number(),
          q1Ms: z.number(),
          q3Ms: z.number(),
          samples: index,
        })
        .nullable(),
      examples: z.array(
        z.strictObject({
          /** Position in the split. */
          image: index,
          label: index,
          predicted: index,
          /** A PNG as base64; null where the data set may not be copied or is not at hand. */
          png: z.base64().nullable(),
        }),
      ),
    }),
  ),
});
export type Routing = z.output<typeof routingSchema>;
