import { AlteredFileError } from "@vmoe-bench/backend/prepared";
import { decodeSafetensors } from "@vmoe-bench/model";
import { downloaded } from "../kept/kept-url.ts";

/**
 * The weights of a model whose experts are to be poisoned: its folder has them beside the prepared files.
 * @param folder its URL, with the slash at the end
 * @param wanted their SHA-256
 */
export async function weightsAt(
  folder: string,
  wanted: string,
): Promise<ReturnType<typeof decodeSafetensors>> {
  const url = new URL("model.safetensors", folder).href;
  const bytes = await (await downloaded(url)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== wanted) throw new AlteredFileError(url, "its SHA-256 is not the model's");
  return decodeSafetensors(new Uint8Array(bytes), "model.safetensors");
}
