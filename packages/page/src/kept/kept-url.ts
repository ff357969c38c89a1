import { UnreachableFileError } from "@vmoe-bench/backend/prepared";
import { messageOf } from "@vmoe-bench/contracts";
import { kept } from "./kept.ts";

/**
 * A URL in this page's memory of a file that is downloaded once.
 * @param url of a file whose name has its hash
 * @throws UnreachableFileError
 */
export async function keptUrl(url: string): Promise<string> {
  return URL.createObjectURL(await kept(url, () => downloaded(url)));
}

/** @throws UnreachableFileError */
export async function downloaded(url: string): Promise<Blob> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return await response.blob();
  } catch (error) {
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  }
}
