import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, type BlockRecord } from "@vmoe-bench/contracts";
import { hashOfNames, isImageList, readImageList } from "../store/image-lists.ts";
import { AlteredRecordError } from "../store/seal.ts";
import { finding, type Finding } from "./findings.ts";

/**
 * Whether the lists of images in a run's folder are those that its records were made with.
 * @param path the folder's, from the checked folder on
 */
export async function checkImageLists(
  dir: string,
  path: string,
  records: readonly BlockRecord[],
): Promise<Finding[]> {
  const found: Finding[] = [];
  const hashes = new Set<string>();
  for (const name of (await readdir(dir)).filter(isImageList)) {
    const file = join(path, name);
    try {
      hashes.add(hashOfNames((await readImageList(join(dir, name))).names));
    } catch (error) {
      const code = error instanceof AlteredRecordError ? "altered-record" : "broken-record";
      found.push(finding(code, file, messageOf(error)));
    }
  }
  const wanted = records.flatMap((record) =>
    record.status === "completed" ? (record.provenance.dataset.decoding?.namesSha256 ?? []) : [],
  );
  if (found.length === 0 && wanted.some((hash) => !hashes.has(hash)))
    found.push(finding("inconsistent-record", path, "It lacks the list of its images' files."));
  return found;
}
