import fc from "fast-check";
import { expect, test } from "vitest";
import { buildDashboardData } from "../testing/dashboards.ts";
import { smallRun } from "../testing/small-run.ts";
import { axes, filterNames, formatState, parseState, select, views } from "./state.ts";

test("a link holds the whole view, and an empty one is the overview", () => {
  expect(formatState(parseState(""))).toBe("#");
  const hash = "#view=samples&x=bytes&device=d%26%3C&model=m&model=n&all=1&cell=3";
  expect(parseState(hash)).toMatchInlineSnapshot(`
    {
      "all": true,
      "cell": 3,
      "filters": {
        "device": [
          "d&<",
        ],
        "model": [
          "m",
          "n",
        ],
      },
      "of": null,
      "trained": null,
      "view": "samples",
      "x": "bytes",
    }
  `);
  expect(formatState(parseState(hash))).toBe(hash);
});

test("any state comes back from its link", () => {
  const state = fc.record({
    view: fc.constantFrom(...Object.keys(views).map((v) => parseState(`#view=${v}`).view)),
    x: fc.constantFrom(...Object.keys(axes).map((x) => parseState(`#x=${x}`).x)),
    all: fc.boolean(),
    cell: fc.option(fc.nat(999_999_999)),
    trained: fc.option(fc.nat(999_999_999)),
    of: fc.option(fc.nat(999_999_999)),
    filters: fc.dictionary(
      fc.constantFrom(...filterNames),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }),
    ),
  });
  fc.assert(
    fc.property(state, (any) => {
      expect(parseState(formatState(any))).toEqual({ ...any, filters: { ...any.filters } });
    }),
  );
});

test.each(["#view=__proto__&x=toString", "#view=<script>&cell=-1", "#cell=1e9&all=yes", "#%%%"])(
  "what is not known in %s is left out",
  (hash) => expect(parseState(hash)).toEqual(parseState("")),
);

const { data } = buildDashboardData({
  runs: [smallRun(), smallRun({ deviceId: "soft", deviceName: "Soft", software: true })],
});

test("cells that don't count are hidden and counted, by their reason", () => {
  const { shown, hidden } = select(data, parseState(""));
  expect(shown).toEqual([0, 1]);
  expect([...hidden]).toEqual([
    ["unsupported", 2],
    ["software adapter", 2],
  ]);
});

test("filters and hiding work together, and all shows everything that fits", () => {
  expect(select(data, parseState("#device=soft")).shown).toEqual([]);
  expect(select(data, parseState("#device=soft&all=1")).shown).toEqual([3, 4, 5]);
  expect(select(data, parseState("#strategy=dense&all=1")).shown).toEqual([0, 3]);
  expect(select(data, parseState("#device=soft&device=bench&all=1")).shown).toHaveLength(6);
  expect(select(data, parseState("#strategy=dense&strategy=gather")).shown).toEqual([0, 1]);
  expect(select(data, parseState("#batch=2")).shown).toEqual([]);
});
