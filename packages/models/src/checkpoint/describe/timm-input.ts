import type { CheckpointInput } from "@vmoe-bench/contracts";
import { z } from "zod";
import { squareRemedy, unsupportedCheckpointError } from "../errors.ts";
import { channelValues, type Description, normalisationOf, pixels } from "./description.ts";

const input = z.tuple([pixels, pixels, pixels]);
/** timm takes 0 for what was left out. */
const part = z.number().nonnegative().max(1);

const writeOther =
  "Write one of these into a copy of its config.json to measure it on images that are made so.";

/** "pretrained_cfg" of timm. */
export const pretrainedSchema = z.object({
  input_size: input.optional(),
  test_input_size: input.optional(),
  mean: channelValues.optional(),
  std: channelValues.optional(),
  interpolation: z.string().max(100).optional(),
  crop_pct: part.optional(),
  test_crop_pct: part.optional(),
  crop_mode: z.string().max(100).default("center"),
});
export type Pretrained = z.output<typeof pretrainedSchema>;

/** As timm's `resolve_data_config` takes what was left out. */
const usual = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  interpolation: "bicubic",
  crop_pct: 0.875,
};

const interpolations: Readonly<Record<string, CheckpointInput["interpolation"]>> = {
  nearest: "nearest",
  bilinear: "bilinear",
  bicubic: "bicubic",
  lanczos: "lanczos",
};

const resizes: Readonly<Record<string, CheckpointInput["resize"]>> = {
  center: "shortest-side",
  squash: "squash",
};

/**
 * How timm's evaluation makes its images.
 * @param imageSize of the model; undefined where nothing says it
 * @throws `unsupported-checkpoint`
 */
export function timmInput(
  pretrained: Pretrained,
  { channels, imageSize }: { readonly channels: number; readonly imageSize: number | undefined },
  source: string,
): Pick<Description, "normalisation" | "input" | "testSize" | "assumed" | "notes"> {
  const { interpolation: by = usual.interpolation, crop_mode: mode } = pretrained;
  const { mean = usual.mean, std = usual.std } = pretrained;
  const interpolation = interpolations[by];
  if (interpolation === undefined)
    throw unsupportedCheckpointError(
      source,
      `its interpolation "${by}" is none of ${Object.keys(interpolations).join(", ")}`,
      writeOther,
    );
  const resize = resizes[mode];
  if (resize === undefined)
    throw unsupportedCheckpointError(
      source,
      `its crop_mode "${mode}" is neither center nor squash`,
      writeOther,
    );
  const cropPart = pretrained.crop_pct || usual.crop_pct;
  return {
    normalisation: normalisationOf(mean, std, channels, source),
    input: { interpolation, resize, cropPart },
    assumed: leftOut(pretrained),
    ...testOf(pretrained, imageSize, cropPart, source),
  };
}

function leftOut(pretrained: Pretrained): string[] {
  const fields = (["interpolation", "crop_pct", "mean", "std"] as const).filter(
    (field) => !pretrained[field],
  );
  if (fields.length === 0) return [];
  const taken = fields.map((field) => `${field} ${[usual[field]].flat().join(", ")}`);
  return [`How its images are made is timm's usual way: ${taken.join("; ")}.`];
}

/** timm's published top-1 is at the test size, where there is one. */
function testOf(
  { test_input_size: size, test_crop_pct: crop }: Pretrained,
  imageSize: number | undefined,
  cropPart: number,
  source: string,
): Pick<Description, "testSize" | "notes"> {
  const side = size?.[1] ?? imageSize;
  const tested = crop || cropPart;
  if (side === undefined || (side === imageSize && tested === cropPart))
    return { testSize: undefined, notes: [] };
  if (size !== undefined && size[1] !== size[2])
    throw unsupportedCheckpointError(
      source,
      `its test images of ${size[1]}x${size[2]} are not square`,
      squareRemedy,
    );
  const published = `timm's published top-1 is at ${side} x ${side} pixels with the central ${Number((100 * tested).toFixed(1))} % kept`;
  return side === imageSize
    ? {
        testSize: undefined,
        notes: [`${published}; crop_pct in a copy of its config.json takes that.`],
      }
    : {
        testSize: { imageSize: side, cropPart: tested },
        notes: [`${published}; \`vmoe-bench import --image-size ${side}\` takes that.`],
      };
}
