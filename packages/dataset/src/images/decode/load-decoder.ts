import { messageOf } from "@vmoe-bench/contracts";
import { NoDecoderError } from "../../errors/image-errors.ts";

/**
 * The part with native code, which only encoded images need.
 * @throws NoDecoderError
 */
export async function loadDecoder(): Promise<typeof import("./decode.ts")> {
  try {
    return await import("./decode.ts");
  } catch (error) {
    throw new NoDecoderError(messageOf(error));
  }
}
