import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

const committed = join(projectRoot, "results");
let root: string;
let runDir: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-bench-tables-"));
  const [run = ""] = (await readdir(join(committed, "xeon-2core"))).toSorted();
  runDir = join(committed, "xeon-2core", run);
});
afterAll(() => rm(root, { recursive: true }));

describe("compare", () => {
  it("fits 80 columns where there is no terminal", async () => {
    const { code, stdout } = await vmoeBench("compare", runDir);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain("\u001B");
  });

  it.each([
    ["md", /^\*\*Suite default/],
    ["latex", /\\begin\{tabular\}/],
    ["csv", /^run,device,suite/],
    ["json", /^\[\n/],
    ["bencher", /"latency-over-dense": \{\n\s+"value"/],
    ["github-smaller", /"unit": "ms"/],
    ["github-bigger", /"unit": "%"/],
  ])("prints %s", async (format, form) => {
    const { stdout } = await vmoeBench("compare", runDir, "--format", format);
    expect(stdout).toMatch(form);
  });

  it("says the same from the cache as from the records", async () => {
    const cached = await vmoeBench("compare", runDir, "--json");
    expect((await vmoeBench("compare", runDir, "--json", "--no-cache")).stdout).toBe(cached.stdout);
  });

  it("ends with 1 where something got slower, and names it", async () => {
    const slower = join(root, "slower");
    await cp(runDir, slower, { recursive: true });
    for (const file of await readdir(slower)) {
      if (!/ort-node-cpu\.gather\.b1\.r\d+\.json$/.test(file)) continue;
      const text = await readFile(join(slower, file), "utf8");
      const doubled = text.replace(
        /"samplesMs":\[([^\]]*)\](?!.*"samplesMs")/,
        (_, samples: string) =>
          `"samplesMs":[${samples
            .split(",")
            .map((ms) => 2 * Number(ms))
            .join(",")}]`,
      );
      await writeFile(join(slower, file), doubled);
    }
    const ended = await vmoeBench("compare", runDir, slower, "--regression", "--format", "md");
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/: 1 of 12 slower, 2 not compared\*\*/);
    expect(ended.stdout).toMatch(/\| gather \| 0\.469 \| 0\.939 \| 2\.00 .*\| slower \|/);
    const same = await vmoeBench("compare", runDir, runDir, "--regression");
    expect(same.code).toBe(0);
  });

  it("ends with 1 where nothing could be compared, and with 2 for another machine", async () => {
    const [empty, moved] = [join(root, "empty"), join(root, "moved")];
    for (const dir of [empty, moved]) await cp(runDir, dir, { recursive: true });
    for (const file of await readdir(empty)) {
      if (file !== "run.json") await rm(join(empty, file));
      const text = await readFile(join(moved, file), "utf8");
      await writeFile(join(moved, file), text.replace(/"cores":2,/, '"cores":8,'));
    }
    const ended = await vmoeBench("compare", runDir, empty, "--regression", "--format", "md");
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(": no arm could be compared, 14 not compared**");
    const elsewhere = await vmoeBench("compare", runDir, moved, "--regression");
    expect(complaint(elsewhere)).toMatchInlineSnapshot(
      `"exit 2: error: These runs can't be compared as two runs of the same: both call their device "xeon-2core", and ran on different machines, Intel(R) Xeon(R) Processor (2 cores, x64) and Intel(R) Xeon(R) Processor (8 cores, x64). | Show them side by side with --by device or --by run."`,
    );
  });

  it("says what is wrong with what was asked", async () => {
    const wrong = [
      ["compare", runDir, "--regression"],
      ["compare", runDir, "--by", "device", "--format", "csv"],
      ["compare", "--all", "--results", root],
      ["compare", runDir, runDir, "--format", "bencher"],
    ];
    const said = await Promise.all(wrong.map(async (args) => complaint(await vmoeBench(...args))));
    expect(said.map((text) => text.replaceAll(root, "ROOT"))).toMatchInlineSnapshot(`
      [
        "exit 2: error: --regression compares two runs, and 1 is given. | Name the earlier and the later one.",
        "exit 2: error: A view with --by can't be printed as csv. | Known: table, md, latex, json.",
        "exit 2: error: There are no runs in ROOT. | Make one with \`vmoe-bench run\`.",
        "exit 2: error: Runs "2026-11-24T09-13-36-079Z-default" and "2026-11-24T09-13-36-079Z-default" both have the benchmark "xeon-2core: fashion-vit-6x64@ort-node/cpu dense b1 t1 on fashion-mnist/test", which has one value. | Export one run at a time: the newest when none is named, or the one that you name.",
      ]
    `);
  });
});

describe("check and dashboard --publish", () => {
  it("passes the committed results, and fails altered ones", async () => {
    expect((await vmoeBench("check", committed)).code).toBe(0);
    const broken = join(root, "broken", "xeon-2core");
    await mkdir(broken, { recursive: true });
    await cp(runDir, join(broken, runDir.split("/").at(-1) ?? ""), { recursive: true });
    const [run = ""] = await readdir(broken);
    await writeFile(join(broken, run, "0000-x.json.partial"), "{");
    const ended = await vmoeBench("check", join(root, "broken"));
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("half-written");
    const published = await vmoeBench(
      "dashboard",
      "--publish",
      "--results",
      join(root, "broken"),
      "--out",
      join(root, "no"),
    );
    expect(complaint(published)).toMatch(/^exit 1: .*fails the check above/);
    expect(await readdir(root)).not.toContain("no");
  });

  it("publishes what is finished, and names what is not", async () => {
    const results = join(root, "with-unfinished");
    await cp(committed, results, { recursive: true });
    const [id = ""] = await readdir(join(results, "epyc-2core"));
    const [end = ""] = (await readdir(join(results, "epyc-2core", id))).filter((name) =>
      name.startsWith("end"),
    );
    await rm(join(results, "epyc-2core", id, end));
    const out = join(root, "finished");
    const args = ["dashboard", "--publish", "--results", results, "--out", out];
    const { code, stdout } = await vmoeBench(...args);
    expect(code).toBe(0);
    expect(stdout).toContain(`Left out: epyc-2core/${id} is unfinished (`);
    expect(await readdir(join(out, "records"))).toEqual(["training", "xeon-2core"]);
    await rm(join(results, "xeon-2core"), { recursive: true });
    const none = await vmoeBench(...args.slice(0, -1), join(root, "none"));
    expect(complaint(none)).toMatch(/^exit 2: error: Every run in .* is unfinished/);
    expect(await readdir(root)).not.toContain("none");
  });

  it("publishes into an empty folder, and into no other", async () => {
    const out = join(root, "site");
    expect((await vmoeBench("dashboard", "--publish", "--out", out)).code).toBe(0);
    expect(await readdir(join(out, "records"))).toEqual(["epyc-2core", "training", "xeon-2core"]);
    expect(await readFile(join(out, "index.html"), "utf8")).toContain("tables.html");
    expect(await readFile(join(out, "data.js"), "utf8")).toContain("ablation-vit");
    const refused = await vmoeBench("dashboard", "--publish", "--out", committed);
    expect(complaint(refused)).toMatch(/^exit 2: .*holds no publication of ours/);
  });
});
