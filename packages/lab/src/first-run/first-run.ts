import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot, temporaryFolder } from "@vmoe-bench/files";
import type { Figure, FigureSet } from "../figure.ts";

/** As the project promises it of a quiet machine with two cores. */
const targets = { first: 300, second: 180 };

/** `npm run lab -- first-run`: what a new user waits for, from `git clone` to the answer and once more. */
export const firstRunFigures: FigureSet = { whole: measureFirstRun };

interface Stage {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** What `npm ci && npm run bench` does, one after the other. */
const stages: readonly Stage[] = [
  { name: "git clone", command: ["git", "clone", "--quiet", projectRoot, "."] },
  { name: "npm ci", command: ["npm", "ci", "--no-audit", "--no-fund"] },
  { name: "build", command: ["npm", "run", "build", "--silent"] },
  { name: "set-up", command: [process.execPath, "packages/cli/bin/vmoe-bench.js", "setup"] },
  { name: "run", command: ["npm", "run", "bench", "--silent"] },
];
const again: Stage = { name: "second run", command: ["npm", "run", "bench", "--silent"] };

/**
 * In an empty folder with empty caches of npm and of our own, so that all is downloaded; a browser that
 * the machine has stays. It measures the last commit.
 */
async function measureFirstRun(): Promise<Figure[]> {
  const folder = temporaryFolder("first-run");
  try {
    const cwd = join(folder.path, "vmoe-bench");
    await mkdir(cwd);
    const env = strangersEnvironment(folder.path);
    const timed: { readonly name: string; readonly seconds: number }[] = [];
    for (const stage of stages) timed.push(await timedStage(stage, cwd, env));
    const first = timed.reduce((sum, { seconds }) => sum + seconds, 0);
    const { seconds: second } = await timedStage(again, cwd, env);
    return [
      ...timed.map(({ name, seconds }) => figure(`  ${name}`, seconds, null)),
      figure("from git clone to the answer", first, targets.first),
      figure("the second run", second, targets.second),
    ];
  } finally {
    folder.remove();
  }
}

/** npm hands its own settings down to what it starts; a stranger has none of them but the registry. */
function strangersEnvironment(folder: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
  for (const name of Object.keys(env))
    if (name.startsWith("npm_") && name !== "npm_config_registry") delete env[name];
  return { ...env, npm_config_cache: join(folder, "npm"), VMOE_BENCH_CACHE: join(folder, "cache") };
}

async function timedStage({ name, command }: Stage, cwd: string, env: NodeJS.ProcessEnv) {
  const [program, ...args] = command;
  process.stderr.write(`first-run: ${name}\n`);
  const start = performance.now();
  await promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 26 });
  return { name, seconds: (performance.now() - start) / 1e3 };
}

function figure(name: string, seconds: number, target: number | null): Figure {
  return {
    name,
    value: seconds,
    text: `${seconds.toFixed(0)} s`,
    target: target === null ? "" : `${target} s`,
    met: target === null ? null : seconds <= target,
  };
}
