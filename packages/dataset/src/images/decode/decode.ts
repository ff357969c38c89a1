import sharp, { type Metadata, type Sharp } from "sharp";
import { messageOf } from "@vmoe-bench/contracts";
import { BadImageError } from "../../errors/image-errors.ts";
import { limits } from "../limits.ts";
import { rgbOfCmyk, type Pixels } from "./pixels.ts";
import { formatOf } from "./sniff.ts";

// Each worker decodes one image at a time on its own thread; libvips is not to start more.
sharp.concurrency(1);
sharp.cache(false);

/** "sharp 0.35.5, libvips 8.18.7": part of the recipe, as another decoder may give other pixels. */
export const decoderVersion = `sharp ${sharp.versions.sharp ?? "?"}, libvips ${sharp.versions.vips}`;

/** Colour profiles are not applied, as Pillow does not. `failOn`: a truncated image is an error. */
const options = { ignoreIcc: true, failOn: "error", limitInputPixels: limits.pixels } as const;

/**
 * Decodes JPEG, PNG, WebP or AVIF as Pillow's `convert("RGB")` would: the first frame, turned as EXIF
 * says, alpha dropped, 16 bits cut to 8, CMYK by the plain formula. Grey stays one channel.
 * @throws BadImageError
 */
export async function decodeImage(bytes: Uint8Array): Promise<Pixels> {
  const about = await headerOf(bytes);
  try {
    return await pixelsOf(sharp(bytes, options).autoOrient(), about);
  } catch (error) {
    throw new BadImageError(`can't be decoded (${firstLine(messageOf(error))})`);
  }
}

/**
 * What the header says, if it is one of an image that may be decoded.
 * @throws BadImageError
 */
export async function headerOf(bytes: Uint8Array): Promise<Metadata> {
  if (bytes.length === 0) throw new BadImageError("is empty");
  if (formatOf(bytes) === undefined)
    throw new BadImageError("is no JPEG, PNG, WebP or AVIF, whatever its name says");
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
  return { width, height, channels, data: deep ? highBytes(data) : data };
}

/** Of 16-bit values in this machine's order of bytes. */
function highBytes(data: Uint8Array): Uint8Array {
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return Uint8Array.from(values, (value) => value >> 8);
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").trim();
}
