import { z } from "zod";

const alpha = z.number().positive().max(10);

/** See the modules in `images/` for what each does. */
export const augmentationSchema = z.strictObject({
  /** The image is moved by up to this many pixels in each direction; what comes in is zero. */
  crop: z.int().nonnegative().default(0),
  /** Half of the images are mirrored left to right. */
  flip: z.boolean().default(false),
  /**
   * A part of the image, at least this much of its area and 3:4 to 4:3 in shape, is made as large as the
   * image: torchvision's RandomResizedCrop. In place of `crop`.
   */
  resizedCrop: z.strictObject({ least: z.number().positive().max(1).default(0.08) }).optional(),
  randAugment: z
    .strictObject({
      operations: z.int().min(1).max(4).default(2),
      magnitude: z.number().min(0).max(1),
    })
    .optional(),
  /** Part of the images of which a rectangle is erased. */
  erasing: z.number().min(0).max(1).optional(),
  /** In the first epochs an image is seen without this part of its patches, which saves their work. */
  patchDropout: z
    .strictObject({ rate: z.number().positive().lt(1), epochs: z.int().positive() })
    .optional(),
  /** α of mixup and CutMix; with both, each batch draws one of them. */
  mixup: alpha.optional(),
  cutmix: alpha.optional(),
});
