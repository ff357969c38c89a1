import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserKind, checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import { createRequire } from "node:module";
import { describeEnd, type Machine, succeeded } from "../machine/machine.ts";
import { installedVersions } from "../native/set-up-tfjs-node.ts";
import { hasBinding, onnxRuntimeFolder } from "../native/set-up-onnxruntime.ts";
import { readTfjsPackage } from "../native/tfjs-package.ts";
import type { Finding } from "./facts.ts";
import { findTools } from "../machine/tools.ts";
import { findBrowser } from "../browser/find-browser.ts";

const packageSchema = z.object({ version: z.string() });

/** Whether tfjs-node's native part is here, without getting it. */
export async function examineTfjsNode(machine: Machine, packageDir?: string): Promise<Finding> {
  const name = "tfjs-node";
  try {
    const tfjs = await readTfjsPackage(packageDir, machine.nodeApi);
    const versions = await installedVersions(tfjs);
    if (versions !== undefined) {
      const detail = `${tfjs.version} with TensorFlow ${versions["tensorflow"] ?? "of unknown version"}`;
      return { name, status: "ok", detail };
    }
    return {
      name,
      status: "missing",
      detail: `${tfjs.version} without its native part`,
      remedy: "Run npx vmoe-bench setup.",
    };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { name, status: "missing", detail: error.message, remedy: error.remedy };
  }
}

/** Whether onnxruntime-node has a binding for this platform; it comes inside the npm package. */
export async function examineOnnxRuntime(machine: Machine, packageDir?: string): Promise<Finding> {
  const name = "onnxruntime-node";
  const folder = packageDir ?? onnxRuntimeFolder();
  const missing = (detail: string, remedy: string): Finding => ({
    name,
    status: "missing",
    detail,
    remedy,
  });
  if (folder === undefined) return missing("not installed", "Run npm ci.");
  try {
    const file = join(folder, "package.json");
    const { version } = checkJson(packageSchema, await readFile(file, "utf8"), file);
    if (await hasBinding(folder, machine)) return { name, status: "ok", detail: version };
    return missing(
      `${version} without a binding for ${machine.platform} on ${machine.arch}`,
      "Run npx vmoe-bench setup.",
    );
  } catch (error) {
    if (!(error instanceof KnownError) && systemErrorCode(error) !== "ENOENT") throw error;
    return missing("not installed whole", "Run npm ci.");
  }
}

const limit = 20_000;

/** Whether image files can be decoded: sharp is loaded in a process of its own, which may crash. */
export async function examineSharp(machine: Machine): Promise<Finding> {
  const name = "sharp";
  const path = installedPath();
  if (path === undefined) return missing("not installed");
  const script = `console.log(require(${JSON.stringify(path)}).versions.sharp)`;
  const end = await machine.run({ program: machine.nodePath, args: ["-e", script], limit });
  if (end.end === "exited" && end.code === 0)
    return { name, status: "ok", detail: end.stdout.trim() };
  return missing(`does not load (${describeEnd(end)})`);
}

function missing(detail: string): Finding {
  return {
    name: "sharp",
    status: "warning",
    detail,
    remedy:
      "Run npm ci --include=optional to decode image files (JPEG, PNG, WebP); data sets that come decoded need none.",
  };
}

function installedPath(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("sharp");
  } catch {
    return undefined;
  }
}

/** npm, and the tools that tfjs-node's native part may be built with. */
export async function examineTools(machine: Machine): Promise<Finding[]> {
  const [npm, tools] = await Promise.all([examineNpm(machine), findTools(machine)]);
  const rest = [...tools].map(([tool, found]): Finding => {
    const name = tool.name.replace(/^a /, "");
    if (found.found) return { name, status: "ok", detail: found.version };
    // Needed only to build tfjs-node, whose own finding says whether that is still to be done.
    return { name, status: "warning", detail: "not found", remedy: `${tool.remedy}.` };
  });
  return [npm, ...rest];
}

async function examineNpm(machine: Machine): Promise<Finding> {
  // On Windows npm is a script, which Node starts in a shell only.
  const [program, ...before] =
    machine.platform === "win32" ? ["cmd.exe", "/d", "/c", "npm"] : ["npm"];
  const end = await machine.run({ program, args: [...before, "--version"], limit: 20_000 });
  if (end.end === "exited" && succeeded(end))
    return { name: "npm", status: "ok", detail: end.stdout.trim() };
  return {
    name: "npm",
    status: "warning",
    detail: "not found",
    remedy: "Install npm, which comes with Node.",
  };
}

const names: Readonly<Record<BrowserKind, string>> = {
  chrome: "Chromium or Chrome",
  firefox: "Firefox",
};

/** The browsers that pages can be opened in. Without one, only their backends are missing. */
export async function examineBrowsers(machine: Machine): Promise<Finding[]> {
  return Promise.all([examineBrowser("chrome", machine), examineBrowser("firefox", machine)]);
}

async function examineBrowser(kind: BrowserKind, machine: Machine): Promise<Finding> {
  const name = names[kind];
  const browser = await findBrowser(kind, machine);
  if (browser.available) return { name, status: "ok", detail: browser.path };
  return { name, status: "warning", detail: browser.reason, remedy: browser.remedy };
}
