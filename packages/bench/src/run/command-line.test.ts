import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { projectRoot, resultsRoot } from "@vmoe-bench/files";
import { usualData } from "../options/data-options.ts";
import { commandOf, shellWord, wordsOf } from "./command-line.ts";
import { resumeCommand } from "./resume-hint.ts";
import type { SuiteRequest } from "./request.ts";

const runOn = (device: string, suite: string, request: SuiteRequest, seed: number) =>
  commandOf("vmoe-bench run", suite, ["--device", device], request, seed);

const nothing = { overrides: {}, data: usualData, seed: undefined };

it("gives the command that makes a run again, with its seed", () => {
  const request = { ...nothing, out: resultsRoot };
  expect(runOn("local", "default", request, 7)).toBe(
    "vmoe-bench run default --device local --seed 7",
  );
});

it("quotes what a shell would take apart, and shortens the project's own paths", () => {
  const request = {
    ...nothing,
    overrides: { models: ["a", join(projectRoot, "runs/models/b")], images: 100 },
    out: "/tmp/here",
  };
  expect(runOn("it's mine.json", "default", request, 1)).toBe(
    `vmoe-bench run default --device 'it'\\''s mine.json' --model a runs/models/b --images 100 --seed 1 --out /tmp/here`,
  );
});

it("says paths that hold where it is pasted: in the folder that it was said in", () => {
  const root = resolve(projectRoot);
  const models = [join(root, "runs/models/b"), join(root, "mine"), `${root}-2/c`];
  const request = { ...nothing, overrides: { models }, out: root };
  const after = (words: readonly string[]) =>
    `vmoe-bench run default --device local --model ${words.join(" ")} --seed 1 --out ${root}`;
  vi.spyOn(process, "cwd").mockReturnValue(root);
  expect(runOn("local", "default", request, 1)).toBe(
    after(["runs/models/b", "./mine", `${root}-2/c`]),
  );
  vi.spyOn(process, "cwd").mockReturnValue("/elsewhere");
  expect(runOn("local", "default", request, 1)).toBe(after(models));
  vi.restoreAllMocks();
});

it("says all that was asked", () => {
  const overrides = {
    strategies: ["gather", "split-lazy"],
    expertCaps: [null, 2],
    scenarios: [{ kind: "offline" }, { kind: "camera", framesPerSecond: 30, queue: 2 }],
    firstEver: true,
    ratioHalfWidth: 0.07,
    proofImages: 8,
  } satisfies SuiteRequest["overrides"];
  const data = { ...usualData, dir: "/my photos", skipCorrupt: true, labelShift: -1 };
  const request = { overrides, data, seed: undefined, out: resultsRoot };
  expect(runOn("local", "default", request, 1)).toBe(
    "vmoe-bench run default --device local --strategy gather split-lazy --expert-cap none 2 --scenario offline camera:30:2 --first-ever --half-width 7 --prove 8 --data '/my photos' --skip-corrupt --label-shift -1 --seed 1",
  );
});

it("takes a command apart into the words that it was put together from", () => {
  const words = ["run", "it's mine.json", "--data", "/my photos/a'b'", "", "\\"];
  expect(wordsOf(words.map(shellWord).join(" "))).toEqual(words);
});

it("names a run by its id where that finds it, else by its path, from any folder", () => {
  const manifest = { id: "RUN", command: "vmoe-bench run default" };
  const listed = { dir: join(resultsRoot, "local", "RUN"), manifest };
  expect(resumeCommand(listed)).toBe("vmoe-bench run --resume RUN");
  const phone = { ...listed, manifest: { ...manifest, command: "vmoe-bench join --suite phone" } };
  expect(resumeCommand(phone)).toBe("vmoe-bench join --resume RUN");
  expect(resumeCommand({ dir: "/my runs/local/RUN", manifest })).toBe(
    "vmoe-bench run --resume '/my runs/local/RUN'",
  );
  const inProject = join(projectRoot, "out", "local", "RUN");
  expect(resumeCommand({ dir: inProject, manifest })).toBe(
    `vmoe-bench run --resume ${shellWord(inProject)}`,
  );
});
