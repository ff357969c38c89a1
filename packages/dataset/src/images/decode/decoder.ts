import { BadImageError } from "../../errors/image-errors.ts";
import type { ImageSource } from "../found.ts";
import type { ImageRecipe } from "@vmoe-bench/contracts";
import { loadDecoder } from "./load-decoder.ts";
import { readSource } from "./read-source.ts";

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
