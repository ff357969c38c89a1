import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { kindOfFile, kindOfFileAt } from "./file-kind.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
/** A local file header of ZIP: 26 bytes that vary, the name's length, no extra field. */
const zipped = (name: string) =>
  Buffer.concat([
    bytes("PK\u0003\u0004"),
    Buffer.alloc(22),
    Buffer.from([name.length, 0, 0, 0]),
    bytes(name),
  ]);

it.each([
  ["empty", bytes("")],
  [
    "git-lfs-pointer",
    bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
  ],
  ["html", bytes("\n<!DOCTYPE html>\n<html>")],
  ["html", bytes('\u00ef\u00bb\u00bf<html lang="en">')],
  // `pickle.dumps({}, protocol=2)` and `protocol=4`, and torch.save's legacy magic number.
  ["pickle", Buffer.from("80027d71002e", "hex")],
  ["pickle", Buffer.from("8004950000000000000000", "hex")],
  ["pickle", Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex")],
  ["pickle", zipped("archive/data.pkl")],
  ["zip", zipped("archive/model.onnx")],
  ["gzip", gzipSync("anything")],
  ["rar", bytes("Rar!\u001a\u0007\u0001\0")],
  ["parquet", bytes("PAR1\u0015\0")],
  ["hdf5", Buffer.from("894844460d0a1a0a", "hex")],
  ["tflite", Buffer.from("1c00000054464c33", "hex")],
  ["ort", Buffer.from("100000004f52544d", "hex")],
  // SavedModel: version 1, and a graph of 300 bytes. GraphDef: a node "x" that is a Placeholder.
  ["tensorflow", bytes("\u0008\u0001\u0012\u00ac\u0002\n\u0010")],
  ["tensorflow", bytes("\n\u0011\n\u0001x\u0012\u000bPlaceholder")],
  ["tar", Buffer.concat([Buffer.alloc(257, "a"), bytes("ustar\u000000")])],
  ["safetensors", bytes('\u0010\0\0\0\0\0\0\0{"__metadata__":{}}')],
  // An ONNX file: ir_version 8, producer_name "pytorch".
  [undefined, bytes("\u0008\u0008\u0012\u0007pytorch\u001a\u00052.1.0")],
  // IR 1, as the first exporters wrote it.
  [undefined, bytes("\u0008\u0001\u0012\u0004CNTK")],
  [undefined, bytes("\n\n\npath,label\na.png,cat\n")],
  [undefined, bytes("path,label\na.png,cat\n")],
  [undefined, bytes("<svg></svg>")],
])("%s is told by its first bytes", (kind, first) => {
  expect(kindOfFile(first)).toBe(kind);
});

it("a file's kind comes with a remedy", async () => {
  const folder = await mkdtemp(join(tmpdir(), "file-kind-"));
  const path = join(folder, "model.onnx");
  await writeFile(path, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n");
  await expect(kindOfFileAt(path)).resolves.toEqual({
    kind: "git-lfs-pointer",
    what: "a Git LFS pointer, not the file itself",
    remedy: "Run `git lfs pull` in its repository, or download the file from its page.",
  });
  await writeFile(path, "anything else");
  await expect(kindOfFileAt(path)).resolves.toBeUndefined();
  await rm(folder, { recursive: true });
});
