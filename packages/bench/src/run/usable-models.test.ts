import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentReporter, UnsupportedError } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usableModels } from "./models.ts";

const fixture = fileURLToPath(
  new URL("../../../models/src/onnx-file/fixtures/tiny-legacy.onnx", import.meta.url),
);
const bytes = readFileSync(fixture);
const preparing = { signal: new AbortController().signal, reporter: silentReporter };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "usable-models-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file beside a json that says how its images were normalised. */
function place(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  writeFileSync(path.replace(/onnx$/, "json"), '{ "mean": [0.5], "std": [0.5] }');
  return path;
}

/** Its last field is the version of its operators: 0x42, its length, 0x10 and the number. */
function ofOpset(opset: number): Uint8Array {
  expect([...bytes.subarray(-4, -1)]).toEqual([0x42, 2, 0x10]);
  return Buffer.concat([bytes.subarray(0, -1), Uint8Array.of(opset)]);
}

const good = () => place("good.onnx", bytes);

test("a file that can't be run is refused by itself, with a remedy", async () => {
  const folderPath = join(folder, "folder.onnx");
  mkdirSync(folderPath, { recursive: true });
  const refused: readonly (readonly [path: string, why: string])[] = [
    [place("newer.onnx", ofOpset(30)), "is of opset 30; ONNX Runtime 1.30 reads up to 26."],
    [place("page.onnx", "<!DOCTYPE html><html></html>"), "it is an HTML page"],
    [place("torn.onnx", bytes.subarray(0, 1_000)), "is no ONNX file that can be read: a part of"],
    [folderPath, "is no ONNX file that can be read: it is a folder."],
    [
      place(
        "unknown.onnx",
        Buffer.from(bytes.toString("latin1").replaceAll("Conv", "Conx"), "latin1"),
      ),
      'has the operator "Conx"',
    ],
  ];
  const names = [...refused.map(([path]) => path), good()];
  const sorted = await usableModels([...names, good()], "data set", preparing);
  expect(sorted.usable.map(({ name }) => name)).toEqual([good()]);
  expect(sorted.refused.map(({ name }) => name)).toEqual(names.slice(0, -1));
  for (const [i, { refusal }] of sorted.refused.entries()) {
    expect(refusal).toBeInstanceOf(UnsupportedError);
    expect(refusal.message).toContain(refused[i]?.[1]);
    expect(refusal.remedy).not.toBe("");
  }
});

test("what can't be run alone is told, and so is a slip beside others", async () => {
  const newer = place("newer.onnx", ofOpset(30));
  await expect(usableModels([newer], "data set", preparing)).rejects.toThrow(
    expect.objectContaining({ code: "onnx-too-new" }),
  );
  await expect(
    usableModels([good(), join(folder, "slip.onnx")], "data set", preparing),
  ).rejects.toThrow(expect.objectContaining({ code: "onnx-not-found" }));
});
