import { messageOf } from "@vmoe-bench/contracts";
import type * as Decode from "./decode.ts";
import { noDecoderError } from "../../errors/image-errors.ts";

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
