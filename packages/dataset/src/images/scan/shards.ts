import { basename, posix } from "node:path";
import {
  BrokenTarError,
  NoClassesError,
  ScanLimitError,
  SeveralImagesError,
  UnpairedSampleError,
} from "../../errors/scan-errors.ts";
import type { FoundImage } from "../found.ts";
import { limits } from "../limits.ts";
import { isImageName } from "./image-name.ts";
import type { Labelled } from "./labelled.ts";
import { labelsOf } from "./labels-of.ts";
import { tarEntries, withFile, type ReadAt, type TarEntry } from "./tar-index.ts";

interface Sample {
  readonly name: string;
  readonly label: string;
  readonly source: FoundImage["source"];
}

/**
 * Samples of WebDataset shards: `key.jpg` beside `key.cls`, which has the class's number or name.
 * @throws BrokenTarError, SeveralImagesError, UnpairedSampleError, PathOutsideError, NoClassesError,
 *   ScanLimitError
 */
export function shardImages(
  root: string,
  shards: readonly string[],
  known: readonly string[] | null,
): Labelled {
  if (shards.length > limits.shards) throw new ScanLimitError(root, `${limits.shards} shards`);
  const samples: Sample[] = [];
  for (const shard of shards) {
    for (const sample of withFile(shard, (read, size) => samplesOf(shard, read, size)))
      samples.push(sample);
    if (samples.length > limits.images)
      throw new ScanLimitError(root, `${limits.images.toLocaleString("en")} images`);
  }
  if (samples.length === 0) throw new NoClassesError(root, 0);
  const { classes, labels } = labelsOf(
    samples.map(({ label }) => label),
    known,
  );
  const images = samples.map(({ name, source }, i) => ({ name, label: labels[i] ?? 0, source }));
  return { classes, images };
}

function samplesOf(shard: string, read: ReadAt, size: number): Sample[] {
  const images = new Map<string, TarEntry>();
  const classes = new Map<string, string>();
  for (const entry of tarEntries(shard, read, size)) {
    const key = keyOf(entry.name);
    if (isImageName(basename(entry.name))) {
      const other = images.get(key);
      if (other !== undefined) throw new SeveralImagesError(shard, key, [other.name, entry.name]);
      images.set(key, entry);
    } else if (entry.name === `${key}.cls`) {
      if (entry.bytes > limits.classFileBytes)
        throw new BrokenTarError(shard, `has a class file ${entry.name} that is too long`);
      classes.set(key, read(entry.offset, entry.bytes).toString("utf8").trim());
    }
  }
  for (const key of classes.keys())
    if (!images.has(key)) throw new UnpairedSampleError(shard, key, "image");
  return [...images].map(([key, { name, offset, bytes }]) => {
    const label = classes.get(key) ?? "";
    if (label === "") throw new UnpairedSampleError(shard, key, "class (.cls)");
    const source = { kind: "part", path: shard, offset, bytes } as const;
    return { name: `${basename(shard)}/${name}`, label, source };
  });
}

/** A name up to the first dot of its last part, as WebDataset has it. */
function keyOf(name: string): string {
  const file = posix.basename(name);
  const dot = file.indexOf(".", 1);
  return dot < 0 ? name : name.slice(0, name.length - file.length + dot);
}
