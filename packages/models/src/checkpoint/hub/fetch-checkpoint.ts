import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkJson, KnownError } from "@vmoe-bench/contracts";
import { makeFolder, writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";
import { fetchFile, fetchText, hubDownloadError, type HubFile } from "./fetch-file.ts";

/** Files that a checkpoint is read from: weights, shards with their index, configs. */
const wanted =
  /^(model(-\d{5}-of-\d{5})?\.safetensors|model\.safetensors\.index\.json|(preprocessor_)?config\.json)$/;
const mostFileBytes = 16 * 2 ** 30;
const mostListBytes = 20_000_000;
const listFile = "hub.json";

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

const repositorySchema = z.object({
  /** The commit that the revision is now. */
  sha: hex(40),
  siblings: z
    .array(
      z.object({
        rfilename: z.string().max(1_000),
        size: z.int().nonnegative().nullish(),
        blobId: hex(40).nullish(),
        lfs: z.object({ sha256: hex(64), size: z.int().nonnegative() }).nullish(),
      }),
    )
    .max(100_000),
});

export interface HubOptions {
  /** Where it is kept. */
  readonly cache: string;
  /** "https://huggingface.co", without a slash at the end. */
  readonly endpoint: string;
  readonly allowDownload: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((receivedBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * The folder of a model from the hub: from the cache, or downloaded, with each file's hash checked
 * against what the hub says. A revision is asked for once.
 * @throws `hub-name`, `not-downloaded`, `hub-download`, InvalidValueError
 */
export async function hubCheckpoint(name: string, options: HubOptions): Promise<string> {
  const folder = hubFolder(options.cache, name);
  const there = await readFile(join(folder, listFile), "utf8").catch(() => undefined);
  if (there !== undefined) return folder;
  if (!options.allowDownload) throw notDownloadedError(name, new URL(options.endpoint).host);
  const { repository, revision } = parseHubName(name);
  const api = `${options.endpoint}/api/models/${repository}/revision/${revision}?blobs=true`;
  const listed = checkJson(repositorySchema, await fetchText(api, mostListBytes, options), api);
  const files = listed.siblings.flatMap((sibling) => fileOf(sibling));
  if (!files.some(({ name: file }) => file.endsWith(".safetensors")))
    throw hubDownloadError(api, "the repository has no model.safetensors");
  await makeFolder(dirname(folder));
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let received = 0;
    const onBytes = (bytes: number) => options.onProgress?.((received += bytes), total);
    for (const file of files) {
      const url = `${options.endpoint}/${repository}/resolve/${listed.sha}/${file.name}`;
      if (file.bytes > mostFileBytes)
        throw hubDownloadError(url, `it has ${file.bytes} bytes, more than ${mostFileBytes}`);
      await fetchFile(url, join(partial, file.name), file, { signal: options.signal, onBytes });
    }
    const list = { repository, revision, commit: listed.sha, files };
    await writeFileWhole(join(partial, listFile), `${JSON.stringify(list, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

type Sibling = z.output<typeof repositorySchema>["siblings"][number];

function fileOf({ rfilename: name, size, blobId, lfs }: Sibling): HubFile[] {
  if (!wanted.test(name)) return [];
  if (lfs) return [{ name, bytes: lfs.size, hash: { kind: "sha256", hex: lfs.sha256 } }];
  if (typeof size !== "number" || typeof blobId !== "string") return [];
  return [{ name, bytes: size, hash: { kind: "git-blob", hex: blobId } }];
}

interface HubName {
  /** "timm/deit_tiny_patch16_224.fb_in1k" */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** @throws `hub-name` */
export function parseHubName(name: string): HubName {
  const part = "[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
  const pattern = new RegExp(`^hf:(${part}/${part})(?:@(${part}))?$`);
  const [, repository, revision = "main"] = pattern.exec(name) ?? [];
  if (repository === undefined) throw hubNameError(name);
  return { repository, revision };
}

/** Where a model from the hub is kept. */
function hubFolder(cache: string, name: string): string {
  const { repository, revision } = parseHubName(name);
  return join(cache, "hub", `${repository.replace("/", "--")}@${revision}`);
}

/** A name that starts with "hf:" and can't be one on the hub. */
function hubNameError(name: string): KnownError {
  return new KnownError(
    "hub-name",
    `"${name}" is not a model's name on the hub.`,
    'Write it as "hf:owner/name", or "hf:owner/name@revision".',
  );
}

/** The model is not here, and may not be downloaded. */
function notDownloadedError(name: string, host: string): KnownError {
  return new KnownError(
    "not-downloaded",
    `${name} was not downloaded yet, and nothing is downloaded unless it is asked for.`,
    `Add --allow-download to run or import to get it from ${host} once; it is kept after that.`,
  );
}
