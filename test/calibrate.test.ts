import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { complaint, lab } from "./cli.ts";

// Each start of the program takes seconds where other suites run beside it.
vi.setConfig({ testTimeout: 120_000 });

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "vmoe-bench-calibrate-"));
});
afterAll(() => rm(out, { recursive: true }));

const calibrate = (...args: string[]) => lab("calibrate", "--quick", "--out", out, ...args);

it("runs experiments, keeps their results, and writes the page from them", async () => {
  const { code, stdout } = await calibrate("--only", "analysis", "power");
  expect(stdout).toContain("memory, peak of the process");
  // The small version may miss a target by chance: that is a check that failed, not a crash.
  expect([0, 1]).toContain(code);
  const page = join(out, "calibration.md");
  const written = await readFile(page, "utf8");
  expect(written.match(/^## .*/gm)).toEqual([
    "## Power and time to verdict, on recorded noise",
    "## Analysis of 100,000 samples",
  ]);
  await rm(page);
  await calibrate("--page");
  expect(await readFile(page, "utf8")).toBe(written);
  await calibrate("--only", "analysis", "--missing");
  expect(await readFile(page, "utf8")).toBe(written);
});

it("an unknown experiment and a broken result are mistakes, not crashes", async () => {
  expect(complaint(await calibrate("--only", "magic"))).toContain("exit 2: ");
  await writeFile(join(out, "calibration", "power.json"), "{");
  const broken = complaint(await calibrate("--page"));
  expect(broken).toContain("exit 2: ");
  expect(broken).toContain("power.json");
});
