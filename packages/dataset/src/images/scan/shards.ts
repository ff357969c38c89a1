import { basename, posix } from "node:path";
import {
  brokenTarError,
  NoClassesError,
  scanLimitError,
  severalImagesError,
  unpairedSampleError,
} from "../../errors/scan-errors.ts";
import type { FoundImage } from "../found.ts";
import { limits } from "../limits.ts";
import { isIgnored } from "./ignored.ts";
import { isImageName } from "./image-name.ts";
import type { Labelled } from "./labelled.ts";
import { labelsOf } from "./labels-of.ts";
import { labelIn, labelKinds, type LabelKind } from "./sample-label.ts";
import { tarEntries, withFile, type ReadAt, type TarEntry } from "./tar-index.ts";
import { unpackedShard } from "./unpacked-shard.ts";

interface Sample {
  readonly name: string;
  readonly label: string;
  readonly source: FoundImage["source"];
}

/** "val-000.tar", or compressed with gzip. */
export function isShard(name: string): boolean {
  return /\.(?:tar|tar\.gz|tgz)$/i.test(name);
}

/**
 * Samples of WebDataset shards: `key.jpg` beside `key.cls`, which has the class's number or name, or
 * beside `key.json` with a field of it, or `key.txt`.
 * @throws `broken-tar`, `several-images`, `unpaired-sample`, `path-outside`, NoClassesError,
 *   `scan-limit`
 */
export function shardImages(
  root: string,
  shards: readonly string[],
  known: readonly string[] | null,
): Labelled {
  if (shards.length > limits.shards) throw scanLimitError(root, `${limits.shards} shards`);
  const samples: Sample[] = [];
  for (const shard of shards) {
    const plain = unpackedShard(shard);
    for (const sample of withFile(plain, (read, size) => samplesOf(shard, plain, read, size)))
      samples.push(sample);
    if (samples.length > limits.images)
      throw scanLimitError(root, `${limits.images.toLocaleString("en")} images`);
  }
  if (samples.length === 0) throw new NoClassesError(root, "folder", 0);
  const { classes, labels } = labelsOf(
    samples.map(({ label }) => label),
    known,
  );
  const images = samples.map(({ name, source }, i) => ({ name, label: labels[i] ?? 0, source }));
  return { classes, images, notes: [] };
}

/** @param plain where the shard lies unpacked */
function samplesOf(shard: string, plain: string, read: ReadAt, size: number): Sample[] {
  const images = new Map<string, TarEntry>();
  const labels: Readonly<Record<LabelKind, Map<string, string>>> = {
    cls: new Map(),
    json: new Map(),
    txt: new Map(),
  };
  for (const entry of tarEntries(shard, read, size)) {
    if (entry.name.split("/").some(isIgnored)) continue;
    const key = keyOf(entry.name);
    const kind = labelKinds.find(
      (one) => entry.name.toLowerCase() === `${key.toLowerCase()}.${one}`,
    );
    if (isImageName(basename(entry.name))) {
      const other = images.get(key);
      if (other !== undefined) throw severalImagesError(shard, key, [other.name, entry.name]);
      images.set(key, entry);
    } else if (kind !== undefined) {
      const label = labelOf(shard, kind, entry, read);
      if (label !== undefined) labels[kind].set(key, label);
    }
  }
  // The same for all samples of a shard: a caption in .txt is none beside .cls.
  const used =
    labelKinds.map((kind) => labels[kind]).find((found) => found.size > 0) ??
    new Map<string, string>();
  for (const key of labels.cls.keys())
    if (!images.has(key)) throw unpairedSampleError(shard, key, "image");
  return [...images].map(([key, { name, offset, bytes }]) => {
    const label = used.get(key) ?? "";
    if (label === "")
      throw unpairedSampleError(shard, key, 'class (.cls, .txt, or .json with "label")');
    const source = { kind: "part", path: plain, offset, bytes } as const;
    return { name: `${basename(shard)}/${name}`, label, source };
  });
}

function labelOf(
  shard: string,
  kind: LabelKind,
  { name, offset, bytes }: TarEntry,
  read: ReadAt,
): string | undefined {
  if (bytes > limits.classFileBytes[kind]) {
    if (kind === "cls") throw brokenTarError(shard, `has a class file ${name} that is too long`);
    return undefined;
  }
  return labelIn(kind, read(offset, bytes).toString("utf8"));
}

/** A name up to the first dot of its last part, as WebDataset has it. */
function keyOf(name: string): string {
  const file = posix.basename(name);
  const dot = file.indexOf(".", 1);
  return dot < 0 ? name : name.slice(0, name.length - file.length + dot);
}
