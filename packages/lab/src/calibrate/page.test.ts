import { expect, onTestFinished, test } from "vitest";
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrationPage, hasResult, writePage, writeResult } from "./page.ts";
import { plotSvg } from "./plot.ts";
import { type CalibrationResult, type Findings, resultSchema } from "./experiment.ts";

const result: CalibrationResult = resultSchema.parse({
  schemaVersion: 1,
  name: "coverage",
  title: "Coverage",
  takenAt: "2026-01-02T03:04:05.000Z",
  tookSeconds: 12.3,
  machine: "a CPU, 2 cores",
  method: "Ten comparisons.",
  figures: [
    { name: "clean", value: 95, text: "95.0 %", target: "93-97 %", met: true },
    { name: "drift", value: 90, text: "90.0 %", target: "93-97 %", met: false },
    { name: "rounds | <b>", value: null, text: "12", target: "-", met: null },
  ],
  table: null,
  plots: [
    {
      kind: "rates",
      file: "coverage.svg",
      title: "Coverage of <clean>",
      x: "%",
      band: [93, 97],
      points: [
        { label: "clean", series: "fixed", value: 95 },
        { label: "drift", series: "fixed", value: 90 },
      ],
    },
  ],
});

test("the page says what is met and what is not, and nothing becomes markup", () => {
  const page = calibrationPage([result]);
  expect(page.slice(page.indexOf("1 of 2"))).toMatchInlineSnapshot(`
    "1 of 2 figures with a target are met. **Not met:** drift (90.0 %).

    ## Coverage

    Ten comparisons.

    | figure | measured | target | met |
    | --- | --- | --- | --- |
    | clean | 95.0 % | 93-97 % | met |
    | drift | 90.0 % | 93-97 % | NOT met |
    | rounds \\| \\<b\\> | 12 | - |  |

    ![Coverage of \\<clean\\>](calibration/coverage.svg)

    _\`--only coverage\`, 2026-01-02, a CPU, 2 cores, took 12 s._
    "
  `);
});

test("without results it says so", () => {
  expect(calibrationPage([])).toContain("No figure was measured yet.");
});

test("a plot shows a mark a point, in its band or out of it, and escapes its words", () => {
  const [plot] = result.plots;
  const svg = plot === undefined ? "" : plotSvg(plot);
  expect(svg.match(/<path[^>]*fill="#1f5fa8"/g)).toHaveLength(1);
  expect(svg.match(/<path[^>]*fill="#c4520f"/g)).toHaveLength(1);
  expect(svg).toContain("Coverage of &lt;clean&gt;");
  expect(svg).not.toContain("NaN");
});

test("intervals that exclude 1 stand out", () => {
  const points = [
    { ratio: 1, low: 0.9, high: 1.1 },
    { ratio: 1.2, low: 1.1, high: 1.3 },
  ];
  const svg = plotSvg({ kind: "intervals", file: "aa.svg", title: "A/A", y: "ratio", points });
  expect(svg.match(/<line[^>]*stroke="#c4520f"/g)).toHaveLength(1);
  expect(svg.match(/<line[^>]*stroke="#1f5fa8"/g)).toHaveLength(1);
});

test.each([
  ["a path as a plot's file", { plots: [{ ...result.plots[0], file: "../../x.svg" }] }],
  ["an unknown key", { more: 1 }],
  ["a newer schema", { schemaVersion: 2 }],
  ["a name with a slash", { name: "a/b" }],
])("a result with %s is refused", (_, change) => {
  expect(resultSchema.safeParse({ ...result, ...change }).success).toBe(false);
});

const findings: Findings = {
  title: "A thing",
  method: "Done once.",
  figures: [{ name: "part", value: 0.5, text: "50.0 %", target: "-", met: null }],
  table: null,
  plots: [
    {
      kind: "intervals",
      file: "thing.svg",
      title: "A thing",
      y: "ratio",
      points: [{ ratio: 1, low: 0.9, high: 1.1 }],
    },
  ],
};
const taken = { name: "thing", takenAt: new Date("2026-01-02T03:04:05Z"), tookSeconds: 1 };

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-page-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test("the page is written from the results that there are, in the order that is asked for", async () => {
  const out = await folder();
  await writeResult(out, findings, taken);
  await writeResult(out, { ...findings, title: "Another", plots: [] }, { ...taken, name: "other" });
  const results = await writePage(out, ["other", "missing", "thing"]);
  expect(results.map(({ title }) => title)).toEqual(["Another", "A thing"]);
  expect((await readdir(join(out, "calibration"))).toSorted()).toEqual([
    "other.json",
    "thing.json",
    "thing.svg",
  ]);
  const page = await readFile(join(out, "calibration.md"), "utf8");
  expect(page.match(/^## .*/gm)).toEqual(["## Another", "## A thing"]);
  expect([await hasResult(out, "thing"), await hasResult(out, "missing")]).toEqual([true, false]);
});

test("a broken result is named, and no page is written from it", async () => {
  const out = await folder();
  await writeResult(out, findings, taken);
  await appendFile(join(out, "calibration", "thing.json"), "}");
  await expect(writePage(out, ["thing"])).rejects.toThrow(/thing\.json/);
  expect(await readdir(out)).toEqual(["calibration"]);
});
