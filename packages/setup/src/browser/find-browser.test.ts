import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exited, fakeMachine } from "../testing/fake-machine.ts";
import { findBrowser, type FoundBrowser, setUpBrowser } from "./find-browser.ts";

/** A system of its own, whose usual places are empty. */
async function machineWith(files: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const home = await mkdtemp(join(tmpdir(), "vmoe-bench-browser-"));
  onTestFinished(() => rm(home, { recursive: true }));
  for (const file of files) {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await writeFile(join(home, file), "");
  }
  const machine = {
    ...fakeMachine({ nodePath: "node" }),
    platform: "none",
    env: { HOME: home, ...env },
  };
  return { home, machine };
}

const inCache = ".cache/puppeteer/chrome/linux-9.0.1/chrome-linux64/chrome";
const newer = ".cache/puppeteer/chrome/linux-10.0.0/chrome-linux64/chrome";

test("takes the newest of Puppeteer's cache", async () => {
  const { home, machine } = await machineWith([inCache, newer]);
  expect(await findBrowser("chrome", machine)).toEqual({
    available: true,
    kind: "chrome",
    path: join(home, newer),
  });
});

test("takes the one that is named before any other", async () => {
  const { home, machine } = await machineWith([inCache, "mine"]);
  const env = { ...machine.env, PUPPETEER_EXECUTABLE_PATH: join(home, "mine") };
  expect(await findBrowser("chrome", { ...machine, env })).toMatchObject({
    path: join(home, "mine"),
  });
});

test("does not go on where the one that is named is missing", async () => {
  const { machine } = await machineWith([inCache], {
    PUPPETEER_EXECUTABLE_PATH: "/no/such/chrome",
  });
  expect(await findBrowser("chrome", machine)).toEqual({
    available: false,
    reason: "PUPPETEER_EXECUTABLE_PATH names /no/such/chrome, which is not there.",
    remedy: "Give it the path of a browser's program, or unset it.",
  });
});

test("says what to do without a browser", async () => {
  const { home, machine } = await machineWith([]);
  const searched = join(home, ".cache/puppeteer");
  expect(await findBrowser("chrome", machine)).toEqual({
    available: false,
    reason: "No Chromium, Chrome or Edge was found.",
    remedy: `Install one (Debian: apt-get install chromium; elsewhere: npx @puppeteer/browsers install chrome --path "${searched}"), or set PUPPETEER_EXECUTABLE_PATH.`,
  });
  const none = await findBrowser("firefox", machine);
  expect(none.available ? "" : none.remedy).toContain(`install firefox --path "${searched}"`);
});

const missing = { available: false, reason: "None.", remedy: "Install one." } as const;
const there: FoundBrowser = { available: true, kind: "chrome", path: "/usr/bin/chromium" };

/** A machine where apt-get answers, and what it was asked for. */
function debian(code = 0) {
  const asked: string[] = [];
  const steps: string[] = [];
  const machine = {
    ...fakeMachine({ nodePath: "node" }),
    run: async ({ args }: { args: readonly string[] }) => {
      asked.push(args.join(" "));
      return exited(args.includes("install") ? code : 0, "", "E: Unable to locate package");
    },
  };
  return { asked, steps, machine, reporter: { step: (text: string) => steps.push(text) } };
}

test("root gets Debian's package, and is told", async () => {
  const { asked, steps, machine, reporter } = debian();
  const answers = [missing, there];
  const find = async () => answers.shift() ?? there;
  expect(await setUpBrowser({ machine, reporter, uid: 0, find })).toEqual(there);
  expect(asked.at(-1)).toBe("install -y -qq --no-install-recommends chromium");
  expect(steps).toEqual([
    "installing Debian's chromium with apt-get, for the backends in a browser",
  ]);
});

test("others install nothing", async () => {
  const { asked, machine, reporter } = debian();
  expect(await setUpBrowser({ machine, reporter, uid: 1000, find: async () => missing })).toBe(
    missing,
  );
  expect(asked).toEqual([]);
});

test("says why apt-get could not", async () => {
  const { machine, reporter } = debian(100);
  expect(
    await setUpBrowser({ machine, reporter, uid: 0, find: async () => missing }),
  ).toMatchObject({
    available: false,
    reason: 'None. apt-get can\'t install one (exit code 100, "E: Unable to locate package").',
  });
});

test("nothing is installed where the user names a browser that is not there", async () => {
  const { asked, machine, reporter } = debian();
  const named = { ...machine, env: { PUPPETEER_EXECUTABLE_PATH: "/nowhere/chrome" } };
  expect(await setUpBrowser({ machine: named, reporter, uid: 0 })).toMatchObject({
    reason: "PUPPETEER_EXECUTABLE_PATH names /nowhere/chrome, which is not there.",
  });
  expect(asked).toEqual([]);
});
