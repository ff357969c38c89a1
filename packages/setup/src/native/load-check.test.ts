import { existsSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { thisMachine } from "../machine/this-machine.ts";
import { loadAndMultiply } from "./load-check.ts";
import { bindingFile, readTfjsPackage } from "./tfjs-package.ts";

const tfjs = await readTfjsPackage(undefined, thisMachine.nodeApi);
const file = bindingFile(tfjs.folder, tfjs.nodeApi);

test.skipIf(!existsSync(file))("the real binding, where it is set up, multiplies", () => {
  // (1 2; 3 4)(1; 1) = (3; 7)
  vi.stubEnv("TF_CPP_MIN_LOG_LEVEL", "2");
  const { tensorflow, product } = loadAndMultiply(file);
  expect(tensorflow).toMatch(/^2\./);
  expect(product).toEqual([3, 7]);
});

test("a module that is no binding is refused", () => {
  expect(() => loadAndMultiply("node:path")).toThrow("Invalid input");
});
