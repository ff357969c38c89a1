import { expect, test } from "vitest";
import { calibrationPage } from "../page.ts";
import { plotSvg } from "../plot.ts";
import { type CalibrationResult, resultSchema } from "../experiment.ts";

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
