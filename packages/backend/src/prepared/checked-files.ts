import {
  KnownError,
  type ModelFiles,
  type PreparedManifest,
  type PreparedModel,
} from "@vmoe-bench/contracts";

/** Where files come from: their bytes, at most `limit`, or undefined where there is no such file. */
interface FileSource {
  /** For messages: where a file would be. */
  placeOf(name: string): string;
  read(name: string, limit: number): Promise<Uint8Array | undefined>;
}

/** Files whose size and SHA-256 are checked on every read. */
export function checkedFiles(manifest: PreparedManifest, source: FileSource): ModelFiles {
  let bytesRead = 0;
  return {
    manifest,
    get bytesRead() {
      return bytesRead;
    },
    async read(name) {
      const place = source.placeOf(name);
      const listed = manifest.files.find((file) => file.name === name);
      if (listed === undefined) throw missingFileError(place);
      const bytes = await source.read(name, listed.bytes);
      if (bytes === undefined) throw missingFileError(place);
      if (bytes.length !== listed.bytes) throw wrongSizeError(place, bytes.length, listed.bytes);
      if ((await sha256(bytes)) !== listed.sha256)
        throw new AlteredFileError(place, "its SHA-256 is not the one in its manifest");
      bytesRead += bytes.length;
      return bytes;
    },
  };
}

/** A file of a prepared model is not there. */
export function missingFileError(place: string): KnownError {
  return new KnownError(
    "missing-file",
    `${place} is missing.`,
    "Run the suite again: it prepares the model anew.",
  );
}

/** A file is not the one that the manifest lists. */
export class AlteredFileError extends KnownError {
  constructor(place: string, problem: string) {
    super(
      "altered-file",
      `${place} was altered: ${problem}.`,
      "Run the suite again: it prepares the model anew.",
    );
  }
}

export function wrongSizeError(place: string, bytes: number, listed: number): AlteredFileError {
  return new AlteredFileError(place, `it has ${bytes} bytes, its manifest says ${listed}`);
}

/** A server did not give a file. */
export class UnreachableFileError extends KnownError {
  constructor(place: string, why: string, options?: ErrorOptions) {
    super(
      "unreachable-file",
      `${place} could not be read: ${why}.`,
      "Try again; what failed was not kept.",
      { ...options, exitCode: 1 },
    );
  }
}

/** In hex. Web cryptography, since a page needs it as well. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", Uint8Array.from(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A prepared model that was never written. */
export function filesInMemory({ manifest, files }: PreparedModel): ModelFiles {
  return checkedFiles(manifest, {
    placeOf: (name) => `${manifest.model}'s file ${name}`,
    read: async (name) => files.get(name),
  });
}

/** Each kind of model by itself, so that its config stays with its kind. */
type Unsealed<M> = M extends PreparedManifest ? Omit<M, "schemaVersion" | "files"> : never;

/** Files with the manifest that vouches for them. */
export async function sealed(
  what: Unsealed<PreparedManifest>,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<PreparedModel> {
  const listed = [...files].map(async ([name, bytes]) => ({
    name,
    bytes: bytes.length,
    sha256: await sha256(bytes),
  }));
  return { manifest: { schemaVersion: 1, ...what, files: await Promise.all(listed) }, files };
}

/** Names of the files of a prepared model, for a runtime that reads graphs. */
export function graphFiles<E extends string>(extension: E) {
  return {
    /** The whole model in one graph. */
    whole: `model.${extension}`,
    /** Under `split`, all that an image goes through before its expert matters. */
    trunk: `trunk.${extension}`,
    /** Under `split`, the rest, with one expert's weights. */
    tail: (expert: number) => `tail-${expert}.${extension}`,
  } as const;
}

/** A graph's inputs and outputs. A routing's choices have its index: "experts_0", "gates_0". */
export const tensorNames = {
  images: "images",
  logits: "logits",
  experts: (routing: number) => `experts_${routing}`,
  gates: (routing: number) => `gates_${routing}`,
  /** Between trunk and tail: rows [B·N,D], the router's logits [B,E] and the chosen gate [B,1]. */
  tokens: "tokens",
  routerLogits: "router_logits",
  gate: "gate",
} as const;
