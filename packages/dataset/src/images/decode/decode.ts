import sharp, { type Metadata, type Sharp } from "sharp";
import { messageOf, type ImageRecipe } from "@vmoe-bench/contracts";
import { kindOfFile, tellKind } from "@vmoe-bench/files";
import { BadImageError } from "../../errors/image-errors.ts";
import { limits } from "../found.ts";
import { avifTurn } from "./avif-turn.ts";
import { rgbOfCmyk, withChannels, type Pixels } from "./pixels.ts";
import { resizeAndCrop } from "./resize-crop.ts";
import { formatOf } from "./sniff.ts";

// Each worker decodes one image at a time on its own thread; libvips is not to start more.
sharp.concurrency(1);
sharp.cache(false);

/**
 * "sharp 0.35.5, libvips 8.18.7, resized as by Pillow 13": part of the recipe, as another decoder may
 * give other pixels.
 */
export const decoderVersion = `sharp ${sharp.versions.sharp ?? "?"}, libvips ${sharp.versions.vips}, resized as by Pillow 13`;

/** Colour profiles are not applied, as Pillow does not. `failOn`: a truncated image is an error. */
const options = { ignoreIcc: true, failOn: "error", limitInputPixels: limits.pixels } as const;

/**
 * An encoded image as a model's input bytes.
 * @returns [C,size,size]
 * @throws BadImageError
 */
export async function preprocess(
  bytes: Uint8Array,
  recipe: ImageRecipe,
): Promise<Uint8Array<ArrayBuffer>> {
  const { channels, size, orientation } = recipe;
  const decoded = await decodeImage(bytes, orientation);
  // Grey stays one channel until it is resized: the same values, a third of the work.
  const image = channels === 1 ? withChannels(decoded, 1) : decoded;
  const pixels = new Uint8Array(channels * size * size);
  const plane = size * size;
  if (image.channels === channels) resizeAndCrop(image, recipe, pixels);
  else {
    resizeAndCrop(image, recipe, pixels.subarray(0, plane));
    for (let c = 1; c < channels; c++) pixels.copyWithin(c * plane, 0, plane);
  }
  return pixels;
}

/**
 * Decodes JPEG, PNG, WebP or AVIF as Pillow's `convert("RGB")` would: the first frame, alpha dropped,
 * 16 bits cut to 8, CMYK by the plain formula. 16-bit grey without alpha is no darker for it: all above
 * 255 is white, as in Pillow. Grey stays one channel.
 * @throws BadImageError
 */
export async function decodeImage(
  bytes: Uint8Array,
  orientation: ImageRecipe["orientation"],
): Promise<Pixels> {
  const about = await headerOf(bytes);
  try {
    const image = sharp(bytes, options);
    const asked = orientation === "exif" ? image.autoOrient() : asStored(image, bytes, about);
    return await pixelsOf(asked, about);
  } catch (error) {
    throw new BadImageError(`can't be decoded (${firstLine(messageOf(error))})`);
  }
}

/**
 * What the header says, if it is one of an image that may be decoded.
 * @throws BadImageError
 */
export async function headerOf(bytes: Uint8Array): Promise<Metadata> {
  if (formatOf(bytes) === undefined) {
    const kind = kindOfFile(bytes);
    throw new BadImageError(
      kind === undefined
        ? "is no JPEG, PNG, WebP or AVIF, whatever its name says"
        : `is ${tellKind(kind).what}`,
    );
  }
  let about: Metadata;
  try {
    about = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
  } catch (error) {
    throw new BadImageError(`has a broken header (${firstLine(messageOf(error))})`);
  }
  const { width, height } = about;
  if (width * height > limits.pixels)
    throw new BadImageError(
      `has ${width}x${height} pixels, more than the ${limits.pixels / 1e6} million that are decoded`,
    );
  return about;
}

/** Takes back what the decoder always turns; sharp mirrors before it turns. */
function asStored(image: Sharp, bytes: Uint8Array, { format }: Metadata): Sharp {
  if (format !== "heif") return image;
  const { angle, mirror } = avifTurn(bytes);
  return image
    .flip(mirror === "top-bottom")
    .flop(mirror === "left-right")
    .rotate(angle);
}

async function pixelsOf(image: Sharp, { space, hasAlpha }: Metadata): Promise<Pixels> {
  if (space === "cmyk") {
    const { data, info } = await image
      .pipelineColourspace("cmyk")
      .toColourspace("cmyk")
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    if (info.channels !== 4) throw new BadImageError(`has ${info.channels} channels as CMYK`);
    return { width, height, channels: 3, data: rgbOfCmyk(data) };
  }
  const grey = space === "b-w" || space === "grey16";
  const deep = space === "grey16" || space === "rgb16";
  const opaque = hasAlpha ? image.removeAlpha() : image;
  const { data, info } = await opaque
    .toColourspace(deep ? space : grey ? "b-w" : "srgb")
    .raw({ depth: deep ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new BadImageError(`has ${channels} channels`);
  return {
    width,
    height,
    channels,
    data: deep ? eightBits(data, space === "grey16" && !hasAlpha) : data,
  };
}

/**
 * Bytes from 16-bit values in this machine's order of bytes.
 * @param clipped as Pillow has its mode "I;16": the value itself, at most 255; else the high byte
 */
function eightBits(data: Uint8Array, clipped: boolean): Uint8Array {
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return Uint8Array.from(values, (value) => (clipped ? Math.min(value, 255) : value >> 8));
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").trim();
}
