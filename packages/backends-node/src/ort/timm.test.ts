import { fileURLToPath } from "node:url";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { runReference } from "@vmoe-bench/model";
import { expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";
import { readTimmReference, timmImage, type TimmReference } from "./testing/timm-reference.ts";

const fixture = (name: string) => fileURLToPath(new URL(`./testing/timm/${name}`, import.meta.url));
const fixtures = [fixture("tiny-mobilenetv3"), fixture("tiny-mobilevit")];
/** Folders of larger references, which are not committed: see testing/timm/README.md. */
const larger = (process.env["TIMM_REFERENCES"] ?? "").split(":").filter((path) => path !== "");

/** The largest difference of a logit relative to the largest logit, and images whose top-1 differs. */
async function compare(
  { logits, images, artifact }: TimmReference,
  run: (index: number) => Promise<Float32Array>,
): Promise<{ difference: number; otherTop1: number }> {
  const K = artifact.config.classes;
  const largest = logits.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  let [difference, otherTop1] = [0, 0];
  for (let i = 0; i < images; i += 1) {
    const expected = logits.subarray(i * K, (i + 1) * K);
    const own = await run(i);
    expected.forEach((logit, k) => {
      difference = Math.max(difference, Math.abs(logit - (own[k] ?? Number.NaN)) / largest);
    });
    if (top1(own) !== top1(expected)) otherTop1 += 1;
  }
  return { difference, otherTop1 };
}

function top1(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}

it.each(fixtures)("the reference interpreter gives what PyTorch gives: %s", async (folder) => {
  const reference = await readTimmReference(folder);
  const { artifact } = reference;
  const { difference, otherTop1 } = await compare(reference, (i) =>
    Promise.resolve(runReference(artifact, timmImage(i, artifact)).logits),
  );
  expect(difference).toBeLessThan(1e-5);
  expect(otherTop1).toBe(0);
});

it.each([...fixtures, ...larger])(
  "ONNX Runtime gives what PyTorch gives: %s",
  { timeout: 600_000 },
  async (folder) => {
    const reference = await readTimmReference(folder);
    const options = { strategy: "dense", precision: "float32", batch: 1 } as const;
    const backend = ortNodeBackend("cpu");
    const files = filesInMemory(await backend.prepare(reference.artifact, options));
    const model = await backend.load(files, { threads: 1, expertCap: null });
    try {
      const { difference, otherTop1 } = await compare(reference, async (i) => {
        const { logits } = await model.run(timmImage(i, reference.artifact));
        return logits;
      });
      console.info(
        `${reference.artifact.id}: ${reference.images} images, ${difference} of the largest logit`,
      );
      expect(otherTop1).toBe(0);
      expect(difference).toBeLessThan(1e-4);
    } finally {
      await model.close();
    }
  },
);
