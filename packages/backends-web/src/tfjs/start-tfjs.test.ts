import { UnsupportedError } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import type { InPage } from "../in-page.ts";
import { startTfjs, type TfjsFiles } from "./tfjs-web-backend.ts";

const page: InPage<TfjsFiles> = {
  files: { plain: "", simd: "", threadedSimd: "" },
  urlOf: () => Promise.reject(new Error("Nothing is read.")),
  onDeviceLost: () => undefined,
};

it.each(["webgpu", "webgl"] as const)("refuses threads for %s, which has none", (name) => {
  const start = () => startTfjs(name, 4, page);
  expect(start).toThrow(UnsupportedError);
  expect(start).toThrow(`4 threads were asked for, and tfjs's ${name} has none`);
});
