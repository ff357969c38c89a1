import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeOnnx } from "../describe/classifier.ts";
import {
  classifier,
  external,
  graph as inside,
  ints,
  node,
  onnx,
  value,
  weight,
} from "../testing/onnx.ts";
import { decoded, readOnnx } from "./read-onnx.ts";
import { selfContained } from "./self-contained.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-onnx-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** What is said of a file in a folder whose name does not matter. */
async function said(bytes: Uint8Array, name = "m.onnx"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const outcome = await readOnnx(path)
    .then(describeOnnx)
    .catch((error: unknown) => error);
  if (!(outcome instanceof KnownError)) return "fine";
  expect(outcome.remedy).not.toBe("");
  return outcome.message.replaceAll(`${folder}/`, "");
}

type Graph = Parameters<typeof onnx>[0];
const graphOf = (more: Graph) => onnx({ ...classifier(), ...more });

/** A tensor whose bytes lie in another file. */
const outside = (location: string, length = 432) => ({
  ...weight("stem", [4, 3, 3, 3]),
  rawData: new Uint8Array(),
  dataLocation: external,
  externalData: [
    { key: "location", value: location },
    { key: "length", value: String(length) },
  ],
});
const withOutside = (location: string, length?: number) => {
  const { initializer } = classifier();
  return graphOf({ initializer: [outside(location, length), ...initializer.slice(1)] });
};

describe("a file that is no model", () => {
  it.each([
    ["an empty file", new Uint8Array()],
    ["a text", new TextEncoder().encode("not a model, but a text of some length")],
    ["a PNG's first bytes", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ["a message without a graph", onnx({}).slice(0, 2)],
  ])("is refused: %s", async (_, bytes) => {
    expect(await said(bytes)).toMatch(/^m\.onnx is no ONNX file that can be read: .+\.$/);
  });
  it.each([
    ["version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a Git LFS pointer"],
    ["<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"],
    [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), "compressed with gzip"],
    [Uint8Array.of(0x80, 2, 0x7d, 0x71, 0), "a pickle of PyTorch or Python"],
  ])("is called by the name of what it is: %j", async (content, what) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    expect(await said(bytes)).toMatch(`m.onnx is no ONNX file: it is ${what}`);
  });
  it("is refused where it is missing, or a folder", async () => {
    await expect(readOnnx(join(folder, "none.onnx"))).rejects.toThrow("There is no file");
    await expect(readOnnx(folder)).rejects.toThrow("no ONNX file");
  });
  it("is refused however short it was cut", async () => {
    const whole = graphOf({});
    for (const part of [0.1, 0.5, 0.9, 0.99])
      expect(await said(whole.slice(0, whole.length * part))).toMatch(/no ONNX file|\?/);
    expect(await said(whole.slice(0, -1))).toMatchInlineSnapshot(
      `"m.onnx is no ONNX file that can be read: a part of 17 bytes is announced where 16 are left."`,
    );
  });
  it("is refused for its size before it is read", async () => {
    await writeFile(join(folder, "huge.onnx"), "");
    await truncate(join(folder, "huge.onnx"), 2 ** 31);
    await expect(readOnnx(join(folder, "huge.onnx"))).rejects.toThrow(
      "protobuf ends at 2147483647",
    );
  });
});

describe("a graph that is made to break a reader", () => {
  it("may not have sizes of 2^60", async () => {
    const dims = [2 ** 60, 3];
    expect(await said(graphOf({ initializer: [{ ...weight("stem", []), dims }] }))).toBe(
      'm.onnx is no ONNX file that can be read: the tensor "stem" has the impossible shape [1152921504606847000, 3].',
    );
    expect(await said(graphOf({ input: [value("images", [1, 3, 2 ** 60, 2 ** 60])] }))).toMatch(
      "impossible shape",
    );
  });
  it("may not have millions of weights", async () => {
    // Each is a field of two bytes: 6 MB that would become a gigabyte of objects.
    const empty = new Uint8Array(6_000_000).map((_, i) => (i % 2 === 0 ? 0x2a : 0));
    const start = Uint8Array.of(0x08, 8, 0x3a, 0x80, 0x9b, 0xee, 0x02);
    expect(await said(Buffer.concat([start, empty]))).toBe(
      "m.onnx is too large: it has more than 2000000 parts.",
    );
  });
  it("may not read what it gives itself", async () => {
    const cycle = [node("Add", ["images", "b"], ["a"]), node("Relu", ["a"], ["b"])];
    expect(await said(graphOf({ node: cycle }))).toBe(
      'm.onnx is no ONNX file that can be read: Add "a" waits for what it gives itself, in a cycle.',
    );
  });
  it("may have its nodes in any order, but for names that nothing gives", async () => {
    expect(await said(graphOf({ node: classifier().node.toReversed() }))).toBe("fine");
    expect(await said(graphOf({ node: classifier().node.slice(1) }))).toBe(
      'm.onnx is no ONNX file that can be read: GlobalAveragePool "pooled" reads "features", which nothing gives.',
    );
  });
  it("keeps its own order where that is one", () => {
    const nodes = [
      node("Relu", ["images"], ["a"]),
      node("Relu", ["a"], ["b"]),
      node("Tanh", ["images"], ["c"]),
    ];
    const names = (of: typeof nodes) =>
      decoded(graphOf({ node: of }), "it").graph.nodes.map(({ outputs }) => outputs[0]);
    expect(names(nodes)).toEqual(["a", "b", "c"]);
    expect(names(nodes.toReversed())).toEqual(["c", "a", "b"]);
  });
  it("may not read inside a node what nothing gives", async () => {
    const branch = { output: [value("o", [])], node: [node("Relu", ["nowhere"], ["o"])] };
    const nodes = [node("If", ["stem"], ["out"], [inside("then_branch", branch)])];
    expect(await said(graphOf({ node: nodes }))).toBe(
      'm.onnx is no ONNX file that can be read: If "out" reads "nowhere", which nothing gives.',
    );
  });
  it("may not have graphs in graphs without end", async () => {
    let inner: Graph = { node: [] };
    for (let depth = 0; depth < 40; depth += 1)
      inner = { node: [node("If", [], ["x"], [inside("then_branch", inner)])] };
    expect(await said(graphOf(inner))).toMatch("graphs inside graphs, more than 8 deep");
  });
  it.skipIf(process.platform === "win32")(
    "may be no pipe or device, which has no end",
    async () => {
      const path = join(folder, "device.onnx");
      await symlink("/dev/zero", path);
      await expect(readOnnx(path)).rejects.toThrow(
        `${path} is no ONNX file that can be read: it is no plain file.`,
      );
    },
  );
  it("may not be of a later opset or IR than the runtime reads", async () => {
    const newer = onnx(classifier(), { opsetImport: [{ domain: "", version: 27 }] });
    expect(await said(newer)).toBe("m.onnx is of opset 27; ONNX Runtime 1.30 reads up to 26.");
    expect(await said(onnx(classifier(), { irVersion: 14 }))).toBe(
      "m.onnx is of IR version 14; ONNX Runtime 1.30 reads up to 13.",
    );
  });
  it("may ask for an impossible shape, which makes its operator unknown", async () => {
    const huge = [ints("pads", [0, 0, 2 ** 53, 2 ** 53, 0, 0, 2 ** 53, 2 ** 53])];
    const path = join(folder, "pad.onnx");
    const nodes = [node("Pad", ["images"], ["logits"], huge)];
    await writeFile(path, graphOf({ node: nodes, output: [value("logits", ["batch", 5])] }));
    const { cost } = await describeOnnx(await readOnnx(path));
    expect(cost.flops).toEqual({ unknownOperators: ["Pad"] });
  });
});

describe("weights in another file", () => {
  it("are put inside, and every other byte stays", async () => {
    const weights = Uint8Array.from({ length: 432 }, (_, i) => i);
    await writeFile(join(folder, "m.data"), weights);
    await writeFile(join(folder, "m.onnx"), withOutside("m.data"));
    const file = await readOnnx(join(folder, "m.onnx"));
    const { graph } = decoded(await selfContained(file), "it");
    expect(graph.constants[0]).toMatchObject({ name: "stem", dims: [4, 3, 3, 3], raw: weights });
    expect(graph.constants.slice(1)).toEqual(file.model.graph.constants.slice(1));
    expect(graph.nodes).toEqual(file.model.graph.nodes);
    expect((await describeOnnx(file)).cost.fileBytes).toBe(file.bytes.length + 432);
  });
  it("are as many as a tensor's shape takes, and no others of a file that several share", async () => {
    await writeFile(join(folder, "m.data"), new Uint8Array(1_000));
    const { externalData, ...stem } = outside("m.data");
    const withoutLength = { ...stem, externalData: externalData.slice(0, 1) };
    const rest = classifier().initializer.slice(1);
    await writeFile(join(folder, "m.onnx"), graphOf({ initializer: [withoutLength, ...rest] }));
    const whole = await selfContained(await readOnnx(join(folder, "m.onnx")));
    expect(decoded(whole, "it").graph.constants[0]?.raw).toHaveLength(432);
    expect(await said(withOutside("m.data", 500))).toBe(
      'm.onnx is no ONNX file that can be read: the tensor "stem" has 500 bytes in another file, and [4, 3, 3, 3] takes 432.',
    );
  });
  it("are called by the name of what they are, where they were not fetched", async () => {
    await writeFile(join(folder, "m.data"), "version https://git-lfs.github.com/spec/v1\n");
    expect(await said(withOutside("m.data"))).toMatch(
      "m.data has no weights of the model: it is a Git LFS pointer",
    );
  });
  it("are read through a link that stays below the model's folder", async () => {
    await mkdir(join(folder, "weights"));
    const numbers = Uint8Array.from({ length: 432 }, (_, i) => i);
    await writeFile(join(folder, "weights", "stem.bin"), numbers);
    await symlink(join("weights", "stem.bin"), join(folder, "m.data"));
    await writeFile(join(folder, "m.onnx"), withOutside("m.data"));
    const file = await readOnnx(join(folder, "m.onnx"));
    const [stem] = decoded(await selfContained(file), "it").graph.constants;
    expect(Buffer.from(stem?.raw ?? [])).toEqual(Buffer.from(numbers));
  });
  it("are bounded together, however often a file is named", async () => {
    await writeFile(join(folder, "m.data"), "");
    await truncate(join(folder, "m.data"), 2 ** 28);
    const large = { ...outside("m.data", 2 ** 28), dims: [2 ** 26] };
    const initializer = Array.from({ length: 8 }, (_, i) => ({ ...large, name: `w${i}` }));
    await writeFile(join(folder, "m.onnx"), onnx({ ...classifier(), node: [], initializer }));
    const file = await readOnnx(join(folder, "m.onnx"));
    await expect(selfContained(file)).rejects.toThrow("m.onnx is too large: it has 21");
  });
  it.each([
    ["none.data", '"none.data" is missing'],
    ["../m.data", '"../m.data" is no path inside the model\'s folder'],
    ["a/../../m.data", '"a/../../m.data" is no path inside the model\'s folder'],
    ["/etc/passwd", '"/etc/passwd" is no path inside the model\'s folder'],
    ["C:\\m.data", '"C:\\m.data" is no path inside the model\'s folder'],
    ["", '"" is no path inside the model\'s folder'],
    ["link.data", '"link.data" is a link that leaves the model\'s folder'],
    ["linked/m.data", '"linked/m.data" is a link that leaves the model\'s folder'],
    ["sub", '"sub" is no file'],
    ["short.data", '"stem" ends at byte 432 of "short.data", which has 3'],
  ])("are refused at %j", async (location, why) => {
    const other = await mkdtemp(join(tmpdir(), "vmoe-bench-other-"));
    try {
      await writeFile(join(other, "m.data"), new Uint8Array(432));
      await symlink(join(other, "m.data"), join(folder, "link.data"));
      await symlink(other, join(folder, "linked"));
      await mkdir(join(folder, "sub"));
      await writeFile(join(folder, "short.data"), "abc");
      expect(await said(withOutside(location))).toBe(
        `m.onnx has weights in another file, which can't be read: ${why}.`,
      );
    } finally {
      await rm(other, { recursive: true });
    }
  });
});

async function snapshot(target: string): Promise<string> {
  const repository = join(folder, "models--me--net");
  const own = join(repository, "snapshots", "0123abc", "onnx");
  await mkdir(own, { recursive: true });
  await mkdir(join(repository, "blobs"));
  await writeFile(join(repository, "blobs", "aa"), withOutside("m.data"));
  await writeFile(join(repository, "blobs", "bb"), new Uint8Array(432));
  await writeFile(join(folder, "other"), new Uint8Array(432));
  await symlink("../../../blobs/aa", join(own, "m.onnx"));
  await symlink(target, join(own, "m.data"));
  return join(own, "m.onnx");
}

describe("the cache of Hugging Face's hub, where a snapshot has links only", () => {
  it("is read through links into the blobs of the same repository", async () => {
    const file = await readOnnx(await snapshot("../../../blobs/bb"));
    expect(decoded(await selfContained(file), "it").graph.constants[0]?.raw).toHaveLength(432);
  });
  it.each(["../../../../other", "/etc/hostname"])(
    "is not read through a link out of it, to %s",
    async (target) => {
      await expect(readOnnx(await snapshot(target))).rejects.toThrow(
        "is a link that leaves the model's folder",
      );
    },
  );
  it("is no cache without the names of one", async () => {
    const own = join(folder, "snapshots", "0123abc");
    await mkdir(own, { recursive: true });
    await mkdir(join(folder, "blobs"));
    await writeFile(join(own, "m.onnx"), withOutside("m.data"));
    await writeFile(join(folder, "blobs", "bb"), new Uint8Array(432));
    await symlink("../../blobs/bb", join(own, "m.data"));
    await expect(readOnnx(join(own, "m.onnx"))).rejects.toThrow("leaves the model's folder");
  });
});

/** A model or a reason, and nothing else. */
function isJudged(bytes: Uint8Array): boolean {
  try {
    decoded(bytes, "it");
    return true;
  } catch (error) {
    return error instanceof KnownError;
  }
}

describe("any bytes", () => {
  it("are a model or a reason", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), isJudged), { numRuns: 10_000 });
  });
  it("are a model or a reason where a model's bytes were changed, cut out or doubled", () => {
    const whole = graphOf({});
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.integer({ min: 0, max: 255 }),
      cut: fc.nat(8),
      doubled: fc.nat(40),
    });
    const changed = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
      let bytes = Buffer.from(whole);
      for (const { at, byte, cut, doubled } of changes) {
        if (at < bytes.length) bytes[at] = byte;
        const tail = bytes.subarray(at + cut);
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + doubled), tail]);
      }
      return new Uint8Array(bytes);
    });
    fc.assert(fc.property(changed, isJudged), { numRuns: 10_000 });
  });
});
