import { UnreachableFileError } from "@vmoe-bench/backend/prepared";
import { messageOf } from "@vmoe-bench/contracts";
import { kept } from "./kept.ts";
import { onceReachable } from "./once-reachable.ts";

/**
 * A URL in this page's memory of a file that is downloaded once.
 * @param url of a file whose name has its hash
 * @throws UnreachableFileError
 */
export async function keptUrl(url: string): Promise<string> {
  return URL.createObjectURL(await kept(url, () => downloaded(url)));
}

/**
 * A whole file, over lost connections.
 * @throws UnreachableFileError
 */
export function downloaded(url: string): Promise<Blob> {
  return onceReachable(() => download(url));
}

async function download(url: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(url);
    if (response.ok) return await response.blob();
  } catch (error) {
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  }
  throw new UnreachableFileError(url, `the server answered ${response.status}`);
}
