import { open } from "node:fs/promises";

/** What people hand over by mistake for a model or a table. */
export type FileKind = keyof typeof kinds;

export interface ToldKind {
  readonly kind: FileKind;
  /** Goes on after "It is ". */
  readonly what: string;
  /** A whole sentence. */
  readonly remedy: string;
}

const unpack = "Unpack it, and name what was in it.";

const kinds = {
  empty: { what: "empty", remedy: "Fetch it again: it was never written to its end." },
  "git-lfs-pointer": {
    what: "a Git LFS pointer, not the file itself",
    remedy: "Run `git lfs pull` in its repository, or download the file from its page.",
  },
  html: {
    what: "an HTML page, not the file itself",
    remedy:
      'Download it again from its "raw" or "resolve" address: a page, often one to sign in, was saved in its place.',
  },
  pickle: {
    what: "a pickle of PyTorch or Python, which runs code when it is opened",
    remedy:
      "Load it where you trust it, and write its weights with `safetensors.torch.save_file(state_dict, ...)`.",
  },
  hdf5: {
    what: "an HDF5 file, as Keras writes it",
    remedy: "Write its weights as safetensors, or export the model to ONNX.",
  },
  gguf: { what: "a GGUF file", remedy: "Name the model's safetensors or ONNX file." },
  tflite: { what: "a TensorFlow Lite model", remedy: "Export the model to ONNX." },
  tensorflow: {
    what: "a graph of TensorFlow",
    remedy: "Write it as ONNX with `python -m tf2onnx.convert`, and name that file.",
  },
  ort: {
    what: "in ONNX Runtime's own format",
    remedy: "Name the .onnx file that it was made from.",
  },
  safetensors: {
    what: "a safetensors file",
    remedy: "Name it as a checkpoint, with .safetensors at its end.",
  },
  gzip: { what: "compressed with gzip", remedy: "Unpack it with `gunzip`." },
  bzip2: { what: "compressed with bzip2", remedy: "Unpack it with `bunzip2`." },
  xz: { what: "compressed with xz", remedy: "Unpack it with `unxz`." },
  zstd: { what: "compressed with zstd", remedy: "Unpack it with `unzstd`." },
  zip: { what: "a ZIP archive", remedy: unpack },
  "7z": { what: "a 7z archive", remedy: unpack },
  rar: { what: "a RAR archive", remedy: unpack },
  parquet: {
    what: "a Parquet table",
    remedy:
      "Write its images as files, in a folder for each class, or with a table of paths and labels.",
  },
  tar: { what: "a TAR archive", remedy: unpack },
} satisfies Record<string, { readonly what: string; readonly remedy: string }>;

/** How many first bytes {@link kindOfFile} looks at; TAR's mark is the last of them. */
const looked = 512;

const signatures: readonly (readonly [FileKind, number, readonly number[] | string])[] = [
  ["git-lfs-pointer", 0, "version https://git-lfs.github.com/spec/"],
  ["hdf5", 0, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["gguf", 0, "GGUF"],
  ["tflite", 4, "TFL3"],
  ["ort", 4, "ORTM"],
  ["gzip", 0, [0x1f, 0x8b, 0x08]],
  ["bzip2", 0, "BZh"],
  ["xz", 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ["7z", 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["rar", 0, "Rar!\u001a\u0007"],
  ["parquet", 0, "PAR1"],
  ["tar", 257, "ustar"],
];

/**
 * What a file really is, by its first bytes and never by its name.
 * @param first its first 512 bytes, or all of it where it is shorter
 * @returns undefined for any other, such as an ONNX file, which has no mark
 */
export function kindOfFile(first: Uint8Array): FileKind | undefined {
  if (first.length === 0) return "empty";
  const text = new TextDecoder("latin1").decode(first.subarray(0, looked));
  const signed = signatures.find(([, at, mark]) => {
    const bytes = typeof mark === "string" ? [...Buffer.from(mark, "latin1")] : mark;
    return bytes.every((byte, i) => first[at + i] === byte);
  });
  if (signed !== undefined) return signed[0];
  // PyTorch's own archive: its first entry is its pickle.
  if (text.startsWith("PK\u0003\u0004"))
    return /^.{30}[^/]*\/data\.pkl/s.test(text) ? "pickle" : "zip";
  if (isPickle(first)) return "pickle";
  if (/^(?:ï»¿)?\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return "html";
  if (isSafetensors(first)) return "safetensors";
  if (isSavedModel(first) || isGraphDef(first)) return "tensorflow";
  return undefined;
}

/** What to say of such a file. */
export function tellKind(kind: FileKind): ToldKind {
  return { kind, ...kinds[kind] };
}

/**
 * @returns what the file at this path is, as {@link kindOfFile} says it
 * @throws the system's error
 */
export async function kindOfFileAt(path: string): Promise<ToldKind | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    const kind = kindOfFile(buffer.subarray(0, bytesRead));
    return kind === undefined ? undefined : tellKind(kind);
  } finally {
    await file.close();
  }
}

/** Protocols 2 to 5, each with an opcode that can begin one: a frame, a container, a number, a class. */
function isPickle([mark, protocol = 0, opcode = 0]: Uint8Array): boolean {
  const opens = [0x95, 0x8a, 0x8c, ...Buffer.from("}](c")];
  return mark === 0x80 && protocol >= 2 && protocol <= 5 && opens.includes(opcode);
}

/** A length of 8 bytes, then JSON. */
function isSafetensors(first: Uint8Array): boolean {
  const head = Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  return (
    head.length > 10 &&
    head.readBigUInt64LE() < 100_000_000n &&
    /^\{\s*["}]/.test(head.toString("latin1", 8, 64))
  );
}

/** Protobuf: schema version 1, then a graph, which begins with what is known of it. */
function isSavedModel(first: Uint8Array): boolean {
  const isOfVersion1 = first[0] === 0x08 && first[1] === 1 && first[2] === secondField;
  return isOfVersion1 && first[afterLength(first, 3)] === firstField;
}

/** Protobuf: a node, which begins with its name and its operator, as "Placeholder". */
function isGraphDef(first: Uint8Array): boolean {
  const name = afterLength(first, 1);
  if (first[0] !== firstField || first[name] !== firstField) return false;
  const op = name + 2 + (first[name + 1] ?? 0);
  const text = first.subarray(op + 2, op + 2 + (first[op + 1] ?? 0));
  return first[op] === secondField && /^[A-Z]\w*$/.test(new TextDecoder("latin1").decode(text));
}

/** Protobuf's marks of the first and the second field, where these have a length. */
const [firstField, secondField] = [0x0a, 0x12];

/** Where what has a length begins: each byte of the length but its last has its highest bit set. */
function afterLength(first: Uint8Array, at: number): number {
  let end = at;
  while ((first[end] ?? 0) >= 0x80) end += 1;
  return end + 1;
}
