import { expect, test } from "vitest";
import { buildDashboardData } from "../../testing/build.ts";
import { smallCard } from "../../testing/cards.ts";
import { smallRun } from "../../testing/small-run.ts";
import { parseState, select } from "../state.ts";
import { shownRoutings } from "./shown-routings.ts";
import { squaresOf } from "./strategy-squares.ts";

// Each run's cells are dense, gather and branch, which is unsupported: 0 to 2, 3 to 5, 6 to 8.
const { data } = buildDashboardData({
  runs: [
    smallRun({ deviceId: "a", sparseMs: 3 }),
    smallRun({ deviceId: "b", sparseMs: 1.5 }),
    smallRun({ deviceId: "c", sparseMs: 2 }),
  ],
  cards: [smallCard()],
  pictures: new Map(),
  training: [],
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
    ["gather", "1.50 ×", [1, 4]],
    ["branch", "unsupported", [2, 5]],
  ]);
  expect(squares("#strategy=branch&device=c")).toEqual([["branch", "unsupported", [8]]]);
  expect(squares("#batch=8")).toEqual([]);
});

test("a square of several cells opens the one whose ratio it shows", () => {
  const [gather, branch] = squaresOf(contextOf(""));
  expect(gather).toMatchObject({ ratio: 2, text: "2.00 ×", cells: [1, 4, 7], shown: 7 });
  expect(branch).toMatchObject({ ratio: null, text: "unsupported", shown: 2 });
});

test("routings are of the devices that the filters name, however the model runs", () => {
  expect(routed("")).toEqual([1, 4, 7]);
  expect(routed("#device=b")).toEqual([4]);
  expect(routed("#device=b&strategy=gather")).toEqual([4]);
  expect(routed("#model=vit")).toEqual([]);
});
