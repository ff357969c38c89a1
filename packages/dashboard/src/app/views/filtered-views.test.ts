import { expect, test } from "vitest";
import { buildDashboardData } from "../../testing/dashboards.ts";
import { smallCard } from "../../testing/models.ts";
import { smallRun } from "../../testing/small-run.ts";
import { parseState, select } from "../state.ts";
import { shownRoutings } from "./routing.ts";
import { squaresOf } from "./strategies.ts";

// Each run's cells are dense, gather and branch, which is unsupported: 0 to 2, 3 to 5, 6 to 8.
const { data } = buildDashboardData({
  runs: [
    smallRun({ deviceId: "a", sparseMs: 3 }),
    smallRun({ deviceId: "b", sparseMs: 1.5 }),
    smallRun({ deviceId: "c", sparseMs: 2 }),
  ],
  cards: [smallCard()],
});

const contextOf = (hash: string) => {
  const state = parseState(hash);
  return { data, state, selection: select(data, state), width: 800, go: () => undefined };
};

const squares = (hash: string) =>
  squaresOf(contextOf(hash)).map(({ strategy, text, cells }) => [strategy, text, cells]);

const routed = (hash: string) => shownRoutings(contextOf(hash)).map(({ cell }) => cell);

test("squares are of the devices, backends and data sets that the filters name", () => {
  expect(squares("#device=b")).toEqual([
    ["gather", "1.50 ×", [4]],
    ["branch", "unsupported", [5]],
  ]);
  expect(squares("#backend=ort-node%2Fcpu&device=a&device=b")).toEqual([
    ["gather", "3.00 ×", [1]],
    ["branch", "unsupported", [2]],
    ["gather", "1.50 ×", [4]],
    ["branch", "unsupported", [5]],
  ]);
  expect(squares("#strategy=branch&device=c")).toEqual([["branch", "unsupported", [8]]]);
  expect(squares("#batch=8")).toEqual([]);
});

test("devices are never in one square", () => {
  expect(squaresOf(contextOf("")).map(({ backend, text }) => [backend, text])).toEqual([
    ["ort-node/cpu, a", "3.00 ×"],
    ["ort-node/cpu, a", "unsupported"],
    ["ort-node/cpu, b", "1.50 ×"],
    ["ort-node/cpu, b", "unsupported"],
    ["ort-node/cpu, c", "2.00 ×"],
    ["ort-node/cpu, c", "unsupported"],
  ]);
});

test("the median of two cells is between them, and that of three is the middle one", () => {
  const runs = [3, 1.5, 2].map((sparseMs) => smallRun({ deviceId: "a", sparseMs }));
  const of = (count: number) => {
    const some = buildDashboardData({
      runs: runs.slice(0, count),
    }).data;
    const state = parseState("");
    return squaresOf({ data: some, state, selection: select(some, state) })[0];
  };
  // The root of 3 x 1.5.
  expect(of(2)).toMatchObject({ text: "2.12 ×", cells: [1, 4], index: 4 });
  expect(of(3)).toMatchObject({ ratio: 2, text: "2.00 ×", cells: [1, 4, 7], index: 7 });
});

test("routings are of the devices that the filters name, however the model runs", () => {
  expect(routed("")).toEqual([1, 4, 7]);
  expect(routed("#device=b")).toEqual([4]);
  expect(routed("#device=b&strategy=gather")).toEqual([4]);
  expect(routed("#model=vit")).toEqual([]);
});
