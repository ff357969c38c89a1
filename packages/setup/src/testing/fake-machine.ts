import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command, CommandEnd, Machine } from "../machine/machine.ts";
import { tinyWheel, writeFiles } from "./workplace.ts";

export interface FakeMachineOptions {
  readonly nodePath: string;
  readonly arch?: string;
  /** Programs that are not installed; "pip" is Python's module. */
  readonly without?: readonly string[];
  /** Hosts that answer. */
  readonly reachable?: readonly string[];
  readonly freeBytes?: number;
  /** What pip downloads; undefined: it fails. */
  readonly wheel?: Buffer | undefined;
  /** What tfjs-node's own installer leaves behind; by default nothing. */
  readonly installed?: Readonly<Record<string, string>>;
  readonly compiles?: boolean;
  /** How the process ends that loads a binding with this content. */
  readonly load?: (binding: string) => CommandEnd;
  /** Called before each command, with what it does. */
  readonly onRun?: (task: string) => void;
}

export interface FakeMachine extends Machine {
  /** What was run, in order. */
  readonly tasks: string[];
}

export function exited(code: number, stdout = "", stderr = ""): CommandEnd {
  return { end: "exited", code, stdout, stderr };
}

export const loads = exited(0, JSON.stringify({ tensorflow: "2.21.0", product: [3, 7] }));

/** A machine whose programs do at once what the real ones do in minutes, with files of a few bytes. */
export function fakeMachine(options: FakeMachineOptions): FakeMachine {
  const { without = [], reachable = [], compiles = true, load = () => loads } = options;
  const tasks: string[] = [];
  const wheel = "wheel" in options ? options.wheel : tinyWheel();

  const doTask = async (task: string, command: Command): Promise<CommandEnd> => {
    const { args, cwd = "", program } = command;
    switch (task) {
      case "pip download": {
        if (wheel === undefined) return exited(1, "", "ERROR: Network is unreachable");
        const folder = args[args.indexOf("--dest") + 1] ?? "";
        await writeFile(join(folder, "tensorflow_cpu-2.21.0.whl"), wheel);
        return exited(0);
      }
      case "own installer":
        await writeFiles(cwd, options.installed ?? {});
        return exited(0);
      case "compile":
        // As make, which splits its paths there.
        if (/[\s()[\]]/.test(cwd)) return exited(1, "", "make: *** No rule to make target");
        if (!compiles) return exited(1, "", "c_api.h:1: error: no such file");
        await writeFiles(cwd, { "lib/napi-v8/tfjs_binding.node": "compiled" });
        return exited(0);
      case "load":
        return load(await readFile(args[1] ?? "", "utf8"));
      default: {
        const missing = without.includes(program) || (task === "pip" && without.includes("pip"));
        return missing ? { end: "not-found" } : exited(0, `${task} 1.0`);
      }
    }
  };

  return {
    tasks,
    platform: "linux",
    arch: options.arch ?? "x64",
    nodePath: options.nodePath,
    nodeApi: 9,
    env: {},
    run: async (command) => {
      const task = taskOf(command);
      tasks.push(task);
      options.onRun?.(task);
      command.signal?.throwIfAborted();
      return doTask(task, command);
    },
    reaches: async (url) => reachable.includes(new URL(url).host),
    freeBytes: async () => options.freeBytes ?? 1e10,
  };
}

function taskOf({ program, args }: Command): string {
  const line = args.join(" ");
  if (line.includes("pip download")) return "pip download";
  if (line.includes("pip --version")) return "pip";
  if (line.includes("install.js")) return "own installer";
  if (line.includes("node-pre-gyp")) return "compile";
  if (line.includes("load-check.js")) return "load";
  return program;
}
