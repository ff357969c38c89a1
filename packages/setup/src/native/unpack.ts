import { createWriteStream } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { makeFolder } from "@vmoe-bench/files";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { DamagedWheelError } from "./errors.ts";

interface UnpackOptions {
  /** Path in the archive to path below the folder; all of them must be there. */
  readonly files: ReadonlyMap<string, string>;
  /** Bytes that the files may take together. */
  readonly maxBytes: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Unpacks the named files of a zip archive, checking sizes and checksums.
 * @throws DamagedWheelError for an archive that is truncated, altered, or not what was expected
 */
export async function unpack(
  archive: string,
  folder: string,
  options: UnpackOptions,
): Promise<void> {
  const { files, maxBytes, onProgress, signal } = options;
  for (const target of files.values()) {
    if (relative(folder, join(folder, target)).startsWith(".."))
      throw new DamagedWheelError(`${target} would lie outside of its folder`);
  }
  try {
    const zip = await openPromise(archive, { autoClose: false });
    try {
      const entries = await findEntries(zip, files);
      const total = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
      if (total > maxBytes)
        throw new DamagedWheelError(`it would unpack to ${total} bytes, more than ${maxBytes}`);
      let done = 0;
      for (const { entry, target } of entries) {
        const file = join(folder, target);
        await makeFolder(dirname(file));
        const counted = checked(entry, (bytes) => onProgress((done += bytes), total));
        const content = await zip.openReadStreamPromise(entry);
        await pipeline(content, counted, createWriteStream(file, { flags: "wx" }), { signal });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const code = systemErrorCode(error);
    const ofTheDisk = code !== undefined && /^E[A-Z]+$/.test(code);
    if (error instanceof DamagedWheelError || ofTheDisk) throw error;
    throw new DamagedWheelError(messageOf(error).replace(/\.$/, ""));
  }
}

interface Wanted {
  readonly entry: Entry;
  readonly target: string;
}

async function findEntries(zip: ZipFile, files: ReadonlyMap<string, string>): Promise<Wanted[]> {
  const wanted = new Map<string, Wanted>();
  for await (const entry of zip.eachEntry()) {
    const target = files.get(entry.fileName);
    if (target !== undefined) wanted.set(entry.fileName, { entry, target });
  }
  const missing = [...files.keys()].filter((name) => !wanted.has(name));
  if (missing.length > 0) throw new DamagedWheelError(`it lacks ${missing.join(", ")}`);
  return [...wanted.values()];
}

/** Passes an entry's bytes on, and fails at their end if their checksum is not the archive's. */
function checked(entry: Entry, onBytes: (bytes: number) => void): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      onBytes(chunk.length);
      done(undefined, chunk);
    },
    flush(done) {
      done(
        sum === entry.crc32 ? undefined : new DamagedWheelError(`${entry.fileName} was altered`),
      );
    },
  });
}

/** What the TensorFlow wheel is called for a platform, and which of its files are needed. */
interface WheelContents {
  /** As pip is asked for it. */
  readonly requirement: string;
  /** Path in the wheel to path below `deps`. */
  readonly files: ReadonlyMap<string, string>;
  /** Links in `deps/lib`, by the names that the addon is linked with. */
  readonly links: Readonly<Record<string, string>>;
}

/** One series for everyone: another TensorFlow is another number in the table. */
export const tensorflowSeries = "2.21";

const headers = [
  "c_api",
  "c_api_macros",
  "tf_attrtype",
  "tf_buffer",
  "tf_datatype",
  "tf_status",
  "tf_tensor",
  "tf_tstring",
  "eager/c_api",
].map((name) => `tensorflow/c/${name}.h`);
const platformHeaders = ["tensorflow/core/platform", "tsl/platform"].flatMap((folder) => [
  `${folder}/ctstring.h`,
  `${folder}/ctstring_internal.h`,
]);
const included = [...headers, ...platformHeaders, "xla/tsl/c/tsl_status.h"];

const linuxNames = new Map([
  ["linux x64", "tensorflow-cpu"],
  ["linux arm64", "tensorflow"],
]);

/** Undefined where TensorFlow has no wheel. */
export function wheelContents(platform: string, arch: string): WheelContents | undefined {
  const name = linuxNames.get(`${platform} ${arch}`);
  if (name !== undefined)
    return contents(name, {
      "libtensorflow.so": "libtensorflow_cc.so.2",
      "libtensorflow_framework.so": "libtensorflow_framework.so.2",
    });
  if (platform !== "darwin" || arch !== "arm64") return undefined;
  return contents("tensorflow", {
    "libtensorflow.2.dylib": "libtensorflow_cc.2.dylib",
    "libtensorflow_framework.2.dylib": "libtensorflow_framework.2.dylib",
  });
}

function contents(name: string, libraries: Readonly<Record<string, string>>): WheelContents {
  const files = new Map(
    Object.values(libraries).map((library) => [`tensorflow/${library}`, `lib/${library}`]),
  );
  for (const header of included) files.set(`tensorflow/include/${header}`, `include/${header}`);
  const links = Object.fromEntries(
    Object.entries(libraries).filter(([link, library]) => link !== library),
  );
  return { requirement: `${name}==${tensorflowSeries}.*`, files, links };
}
