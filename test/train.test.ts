import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkJson, trainingResultSchema } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, start, vmoeBench, type Ended } from "./cli.ts";
import { writeMadeUpCifar } from "./made-up-cifar.ts";

const dense = {
  dataset: "cifar100",
  model: {
    imageSize: 32,
    channels: 3,
    patch: 16,
    classes: 100,
    width: 8,
    depth: 2,
    heads: 2,
    mlpWidth: 16,
  },
  epochs: 2,
  batch: 100,
  optimiser: { learningRate: 0.02 },
  heldOut: 0.9,
  keepEpochs: [1],
};
const vmoe = {
  baseline: "small-vit.json",
  moe: { experts: 5, layers: 1, gate: "normalized" },
  startEpoch: 1,
};

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-train-"));
  data = join(folder, "cifar-100-binary");
  await writeMadeUpCifar(data);
  await recipe("small-vit", dense);
  await recipe("small-vmoe", vmoe);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function recipe(name: string, content: object): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** The arguments of a queue whose files go below `name`. */
function trainArguments(name: string, recipes: readonly string[], ...more: string[]): string[] {
  const paths = recipes.map((each) => join(folder, `${each}.json`));
  const folders = ["out", "records", "models"].flatMap((kind) => [
    `--${kind}`,
    join(folder, name, kind),
  ]);
  return ["train", ...paths, "--data", data, "--threads", "1", ...folders, ...more];
}

const train = (name: string, recipes: readonly string[], ...more: string[]): Promise<Ended> =>
  vmoeBench(...trainArguments(name, recipes, ...more));

const record = () => join(folder, "all", "records", "small-vmoe-seed0.json");

async function result(name: string, run: string) {
  const file = join(folder, name, "records", `${run}.json`);
  return checkJson(trainingResultSchema, await readFile(file, "utf8"), file);
}

describe("a queue", { timeout: 600_000 }, () => {
  const queued = ["small-broken", "small-vmoe"];
  it("killed at any moment, goes on: what fails is named, and nothing is done twice", async () => {
    await recipe("small-broken", dense);
    const broken = join(folder, "all", "out", "small-broken-seed0");
    await mkdir(broken, { recursive: true });
    await writeFile(join(broken, "checkpoint.safetensors"), "hello");
    const { child, ended } = start(...trainArguments("all", queued, "--jobs", "2"));
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    while (!said.includes("small-vmoe-seed0: 2 epochs")) await sleep(5);
    child.kill("SIGKILL");
    await ended;
    expect(said).toContain("3 runs to train, 2 at a time");

    const again = await train("all", queued);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("2 runs to train, 1 finished before");
    expect(again.stdout).toMatch(
      /^small-broken-seed0 FAILED: The checkpoint .* can't be used: .*\n {2}Delete it/m,
    );
    const made = await readdir(join(folder, "all", "records"));
    expect(made.toSorted()).toEqual(["small-vit-seed0.json", "small-vmoe-seed0.json"]);

    const before = (await stat(record())).mtimeMs;
    const third = await train("all", ["small-vmoe"]);
    expect(complaint(third)).toBe("exit 0: 0 runs to train, 2 finished before");
    expect((await stat(record())).mtimeMs).toBe(before);

    const records = join(folder, "all", "records");
    const table = await vmoeBench("compare", "--training", records, "--format", "csv");
    expect(table.stdout).toMatch(
      /^small-vmoe,small-vit,.*,5,1,1,60048,image,super-classes,spectral,/m,
    );
    const models = await vmoeBench("cost", join(folder, "all", "models", "small-vmoe"));
    expect(models.stdout).toContain("small-vmoe");
  });

  it("comes to the same result without the kill", async () => {
    const killed = await result("all", "small-vmoe-seed0");
    expect(killed).toMatchObject({ baseline: "small-vit", startEpoch: 1, seed: 0 });
    await rm(record());
    expect((await train("all", ["small-vmoe"], "--no-resume")).code).toBe(0);
    const whole = await result("all", "small-vmoe-seed0");
    expect(whole.curve).toEqual(killed.curve);
    expect(whole.heldOut).toEqual(killed.heldOut);
    expect(whole.superClasses).toEqual(killed.superClasses);
  });

  it("names data that changed", async () => {
    const changed = join(folder, "changed", "cifar-100-binary");
    await writeMadeUpCifar(changed, (bytes) => bytes.writeUInt8(7, 2));
    const ended = await train("all", ["small-vmoe"], "--data", changed);
    expect(ended.stdout).toMatch(/FAILED: The checkpoint .* was made with another data file\./);
    expect(ended.code).toBe(1);
  });
});

describe("before anything is trained", { timeout: 300_000 }, () => {
  it("a recipe that can't be is named, with its field", async () => {
    await recipe("small-k", { ...vmoe, moe: { experts: 5, layers: 1, k: 6 } });
    expect(complaint(await train("bad", ["small-vit", "small-k"]))).toMatch(
      /^exit 2: error: .*small-k\.json: "moe\.k": 6 is more than the 5 experts\./,
    );
  });

  it("a class without a held-out image is named", async () => {
    await recipe("small-held", { ...dense, heldOut: 0.0005 });
    expect(complaint(await train("bad", ["small-held"]))).toMatch(
      /^exit 2: error: With "heldOut": 0\.0005, 0 of the 500 images of class "apple"/,
    );
  });

  it("neither recipes nor a queue, and a queue that is none", async () => {
    expect(complaint(await vmoeBench("train"))).toMatch(/^exit 2: error: Give recipes or a queue/);
    expect(complaint(await vmoeBench("train", "--queue", "ablation", "--seeds", "1"))).toMatch(
      /^exit 2: error: The queue "ablation" says which seeds each recipe has/,
    );
    const queue = join(folder, "queue.json");
    await writeFile(queue, JSON.stringify([{ recipes: ["small-vit"], seeds: [-1] }]));
    expect(complaint(await vmoeBench("train", "--queue", queue))).toMatch(
      /^exit 2: error: .*queue\.json: "0\.seeds\.0": /,
    );
  });
});
