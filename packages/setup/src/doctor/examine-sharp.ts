import { createRequire } from "node:module";
import { describeEnd, type Machine } from "../machine/machine.ts";
import type { Finding } from "./finding.ts";

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
