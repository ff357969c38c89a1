import { basename, posix } from "node:path";
import { z } from "zod";
import {
  brokenTarError,
  listed,
  noImagesError,
  noImageSourceError,
  scanLimitError,
  unpairedSampleError,
} from "../../errors/scan-errors.ts";
import { captionsError, severalImagesError } from "../../errors/label-errors.ts";
import { type FoundImage, limits } from "../found.ts";
import { isIgnored, isImageName, stemOf, unreadFormatOf } from "./walk.ts";
import type { Labelled } from "./labelled.ts";
import { labelsOf } from "./label-lines.ts";
import { type ReadAt, tarEntries, type TarEntry, unpackedShard, withFile } from "./tar-index.ts";
import type { SplitName } from "../../dataset.ts";
import { splitFileNames } from "./label-files.ts";

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
): Pick<Labelled, "classes" | "images" | "notes"> {
  if (shards.length > limits.shards) throw scanLimitError(root, `${limits.shards} shards`);
  const samples: Sample[] = [];
  let masks: readonly string[] = [];
  let inText = false;
  for (const shard of shards) {
    const plain = unpackedShard(shard);
    const sampled = withFile(plain, (read, size) => samplesOf(shard, plain, read, size));
    for (const sample of sampled.samples) samples.push(sample);
    masks = [...masks, ...sampled.masks];
    inText ||= sampled.kind === "txt";
    if (samples.length > limits.images)
      throw scanLimitError(root, `${limits.images.toLocaleString("en")} images`);
  }
  if (samples.length === 0)
    throw shards.length === 1
      ? noImagesError(shards[0] ?? root, "shard")
      : noImagesError(
          root,
          "folder",
          shards.map((shard) => basename(shard)),
        );
  const { classes, labels } = labelsOf(
    samples.map(({ label }) => label),
    known,
  );
  if (inText && classes !== null && areCaptions(samples.map(({ label }) => label)))
    throw captionsError(root, samples[0]?.label ?? "", classes.length, samples.length);
  const images = samples.map(({ name, source }, i) => ({ name, label: labels[i] ?? 0, source }));
  const notes =
    masks.length === 0
      ? []
      : [
          `${masks.length} images that lie beside a photo of their sample's plain name were left out: ${listed(masks, 1)}.`,
        ];
  return { classes, images, notes };
}

/** Whether nearly every image has a text of its own, which no class has. */
function areCaptions(labels: readonly string[]): boolean {
  return labels.length >= 4 && new Set(labels).size >= 0.9 * labels.length;
}

interface FoundSamples {
  /** Where the classes lie; undefined in a shard without samples. */
  readonly kind: LabelKind | undefined;
  readonly samples: readonly Sample[];
  /** Images that are no photos, such as "1.seg.png" beside "1.jpg". */
  readonly masks: readonly string[];
}

/** @param plain where the shard lies unpacked */
function samplesOf(shard: string, plain: string, read: ReadAt, size: number): FoundSamples {
  const candidates = new Map<string, TarEntry[]>();
  const unread = new Map<string, string>();
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
    if (isImageName(basename(entry.name)))
      candidates.set(key, [...(candidates.get(key) ?? []), entry]);
    else if (unreadFormatOf(entry.name) !== undefined) unread.set(key, entry.name);
    else if (kind !== undefined) {
      const label = labelOf(shard, kind, entry, read);
      if (label !== undefined) labels[kind].set(key, label);
    }
  }
  const images = new Map([...candidates].map(([key, found]) => [key, photoOf(shard, key, found)]));
  const masks = [...candidates].flatMap(([key, found]) =>
    found.filter((entry) => entry !== images.get(key)).map(({ name }) => name),
  );
  // The same for all samples of a shard: a caption in .txt is none beside .cls.
  const kind = labelKinds.find((one) => labels[one].size > 0);
  const used = kind === undefined ? new Map<string, string>() : labels[kind];
  for (const key of labels.cls.keys())
    if (!images.has(key)) {
      const other = unread.get(key);
      const missing =
        other === undefined ? "image" : `image that is read, only ${JSON.stringify(other)}`;
      throw unpairedSampleError(shard, key, missing);
    }
  const samples = [...images].map(([key, { name, offset, bytes }]) => {
    const label = used.get(key) ?? "";
    if (label === "")
      throw unpairedSampleError(shard, key, 'class (.cls, .txt, or .json with "label")');
    const source = { kind: "part", path: plain, offset, bytes } as const;
    return { name: `${basename(shard)}/${name}`, label, source };
  });
  return { kind, samples, masks };
}

/**
 * The one of several images whose name is the sample's and an extension: "1.jpg", not "1.seg.png".
 * @throws `several-images` where there are several of these, or none
 */
function photoOf(shard: string, key: string, found: readonly TarEntry[]): TarEntry {
  const plain = found.filter(({ name }) => stemOf(name) === key);
  const [photo, second] = plain.length > 0 ? plain : found;
  const [first = photo, other = second] = found;
  if (photo === undefined || second !== undefined)
    throw severalImagesError(shard, key, [first?.name ?? "", other?.name ?? ""]);
  return photo;
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

/** Files of a sample that may have its class, the most telling first. */
const labelKinds = ["cls", "json", "txt"] as const;
type LabelKind = (typeof labelKinds)[number];

/** Fields that name a class, the most telling first. */
const fields = ["label", "cls", "class", "class_id", "category", "target"];
const labelSchema = z.union([z.int().nonnegative(), z.string()]).transform(String);

/** @returns the class's number or name; undefined where there is none */
function labelIn(kind: LabelKind, content: string): string | undefined {
  const text = content.replace(/^\uFEFF/, "").trim();
  if (kind === "json") return labelInJson(text);
  return text === "" || /[\r\n]/.test(text) ? undefined : text;
}

function labelInJson(text: string): string | undefined {
  const about = z.record(z.string(), z.unknown()).safeParse(parsed(text));
  if (!about.success) return undefined;
  return fields
    .map((field) => labelSchema.safeParse(about.data[field]))
    .find(({ success }) => success)?.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The shards of a split, by their names: "net-train-000.tar" and "net-val-000.tar" lie side by side.
 * @throws `no-image-source` where there are only those of several other splits
 */
export function shardsOf(
  folder: string,
  shards: readonly string[],
  split: SplitName,
): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const said = new Set(shards.flatMap((name) => splitIn(name) ?? []));
  if (said.size < 2) return { names: shards, notes: [] };
  const wanted = splitFileNames[split].find((name) => said.has(name));
  if (wanted === undefined)
    throw noImageSourceError(
      folder,
      `none of its shards is named for ${splitFileNames[split].join(" or ")}`,
    );
  const names = shards.filter((name) => splitIn(name) === wanted);
  return {
    names,
    notes: [`${names.length} of ${shards.length} shards were taken: those named "${wanted}".`],
  };
}

function splitIn(name: string): string | undefined {
  return /(?:^|[-_.])(train|training|test|val|valid|validation)(?=[-_.])/i
    .exec(name)?.[1]
    ?.toLowerCase();
}
