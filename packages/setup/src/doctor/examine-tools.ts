import { type Machine, succeeded } from "../machine/machine.ts";
import { findTools } from "../machine/tools.ts";
import type { Finding } from "./finding.ts";

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
