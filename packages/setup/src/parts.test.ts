import { expect, test } from "vitest";
import { setUpBrowser } from "./browser/find-browser.ts";
import { setUpOnnxRuntime } from "./native/set-up-onnxruntime.ts";
import { setUpTfjsNode } from "./native/set-up-tfjs-node.ts";
import { setUpParts, type Part, type SetUp } from "./parts.ts";
import { fakeMachine, type FakeMachineOptions } from "./testing/fake-machine.ts";
import { temporaryFolder, workplace, writeFiles } from "./testing/workplace.ts";

/** A machine that has ONNX Runtime, as `npm ci` leaves it, and nothing else. */
async function freshMachine(options: Partial<FakeMachineOptions> = {}) {
  const { packageDir, cacheDir, nodePath } = await workplace();
  const onnxRuntime = await temporaryFolder();
  await writeFiles(onnxRuntime, { "bin/napi-v6/linux/x64/onnxruntime_binding.node": "" });
  const machine = fakeMachine({ nodePath, ...options });
  const none = {
    available: false,
    reason: "There is no browser.",
    remedy: "Install one.",
  } as const;
  const setUp: Readonly<Record<Part, SetUp>> = {
    "onnxruntime-node": (asked) => setUpOnnxRuntime({ ...asked, machine, packageDir: onnxRuntime }),
    "tfjs-node": (asked) => setUpTfjsNode({ ...asked, machine, packageDir, cacheDir }),
    browser: (asked) => setUpBrowser({ ...asked, machine, uid: 0, find: async () => none }),
  };
  const said: string[] = [];
  const { signal } = new AbortController();
  const reporter = {
    note: (text: string) => void said.push(text),
    progress: () => undefined,
    progressEnded: (what: string) => void said.push(`(${what})`),
  };
  const get = (...wanted: Part[]) => setUpParts(wanted, setUp, { reporter, signal });
  return { machine, said, get };
}

test("ONNX Runtime alone needs no TensorFlow, no compiler and no browser", async () => {
  const { machine, said, get } = await freshMachine();
  expect(await get("onnxruntime-node", "onnxruntime-node")).toEqual([]);
  expect(machine.tasks).toEqual([]);
  expect(said).toEqual(["(setup: onnxruntime-node)"]);
});

test("what is asked for is got, and what can't be had is said and named", async () => {
  const { machine, said, get } = await freshMachine();
  expect(await get("tfjs-node", "browser")).toEqual(["browser"]);
  expect(machine.tasks).toEqual(expect.arrayContaining(["pip download", "compile", "apt-get"]));
  expect(said).toContain(
    "setup: compiling tfjs-node's addon (10 s on a laptop, minutes on a small board)",
  );
  expect(said).toContain(
    "setup: browser can't be had here: There is no browser.\n       Install one.",
  );
});

test("a part goes on while another waits", async () => {
  const order: string[] = [];
  let release: (() => void) | undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { signal } = new AbortController();
  const reporter = { note() {}, progress() {}, progressEnded() {} };
  await setUpParts(
    ["first", "second"],
    {
      first: async () => {
        await released;
        order.push("first");
        return { available: true };
      },
      second: async () => {
        order.push("second");
        release?.();
        return { available: true };
      },
    },
    { reporter, signal },
  );
  expect(order).toEqual(["second", "first"]);
});
