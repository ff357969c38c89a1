import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot, resultsRoot } from "../project.ts";
import { commandOf } from "./command-line.ts";

const nothing = {
  backends: undefined,
  models: undefined,
  strategies: undefined,
  precisions: undefined,
  expertCaps: undefined,
  batches: undefined,
  threads: undefined,
  scenarios: undefined,
  controls: undefined,
  only: undefined,
  firstEver: undefined,
  ratioHalfWidth: undefined,
  coolDownSeconds: undefined,
  referenceImages: undefined,
  profile: undefined,
  images: undefined,
  proofImages: undefined,
  dataDir: undefined,
  seed: undefined,
};

it("gives the command that makes a run again, with its seed", () => {
  const request = { ...nothing, device: "local", out: resultsRoot };
  expect(commandOf("default", request, 7)).toBe("vmoe-bench run default --device local --seed 7");
});

it("quotes what a shell would take apart, and shortens the project's own paths", () => {
  const request = {
    ...nothing,
    device: "it's mine.json",
    models: ["a", join(projectRoot, "runs/models/b")],
    images: 100,
    out: "/tmp/here",
  };
  expect(commandOf("default", request, 1)).toBe(
    `vmoe-bench run default --device 'it'\\''s mine.json' --model a runs/models/b --images 100 --seed 1 --out /tmp/here`,
  );
});
