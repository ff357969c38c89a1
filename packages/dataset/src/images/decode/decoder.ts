import { type ImageRecipe, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { BadImageError, noDecoderError } from "../../errors/image-errors.ts";
import { type ImageSource, limits } from "../found.ts";
import type * as Decode from "./decode.ts";

export type Decoded =
  | {
      /** [C,size,size] */
      readonly pixels: Uint8Array<ArrayBuffer>;
    }
  | {
      /** Why the image can't be used. */
      readonly problem: string;
    };

/** Turns encoded images into model input, several at once. */
export interface Decoder {
  /** Images that are worth having under way. */
  readonly parallel: number;
  decode(source: ImageSource, recipe: ImageRecipe): Promise<Decoded>;
  close(): Promise<void>;
}

/** Decodes on this thread. */
export const localDecoder: Decoder = {
  parallel: 1,
  decode: decodeSource,
  close: () => Promise.resolve(),
};

export async function decodeSource(source: ImageSource, recipe: ImageRecipe): Promise<Decoded> {
  const { preprocess } = await loadDecoder();
  try {
    return { pixels: await preprocess(await readSource(source), recipe) };
  } catch (error) {
    if (error instanceof BadImageError) return { problem: error.problem };
    throw error;
  }
}

/**
 * The part with native code, which only encoded images need.
 * @throws `no-decoder`
 */
export async function loadDecoder(): Promise<typeof Decode> {
  try {
    return await import("./decode.ts");
  } catch (error) {
    throw noDecoderError(messageOf(error));
  }
}

/** A pipe under an image's name would be waited for without end. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The encoded bytes of an image.
 * @throws BadImageError
 */
export async function readSource(source: ImageSource): Promise<Uint8Array> {
  try {
    const file = await open(source.path, withoutWaiting);
    try {
      const { size } = await file.stat();
      const [offset, bytes] = source.kind === "part" ? [source.offset, source.bytes] : [0, size];
      if (bytes > limits.fileBytes)
        throw new BadImageError(`is larger than ${limits.fileBytes / 2 ** 20} MiB`);
      const buffer = new Uint8Array(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof BadImageError || code === undefined) throw error;
    throw new BadImageError(`can't be read (${code})`);
  }
}

/**
 * The results of `work` in the order of the items, with `ahead` of them under way: what is not taken
 * yet holds the rest back, so that memory stays flat.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ readonly item: T; readonly result: R }> {
  const underWay: { readonly item: T; readonly result: Promise<R> }[] = [];
  let next = 0;
  for (;;) {
    for (; next < items.length && underWay.length < ahead; next++) {
      const item = items[next];
      if (item === undefined) continue;
      const result = work(item);
      // Waited for below; until then a failure is no unhandled one.
      result.catch(() => undefined);
      underWay.push({ item, result });
    }
    const first = underWay.shift();
    if (first === undefined) return;
    yield { item: first.item, result: await first.result };
  }
}
