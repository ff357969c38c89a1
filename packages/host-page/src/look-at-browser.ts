import { createServer, type Server } from "node:http";
import { messageOf } from "@vmoe-bench/contracts";
import type { Finding, FoundBrowser } from "@vmoe-bench/setup";
import { isSoftwareAdapter } from "@vmoe-bench/webgpu-adapter";
import type { Browser } from "puppeteer-core";
import { browserArgs, launchBrowser } from "./launch.ts";

const sandboxName = "Browser's sandbox";
const gpuName = "Browser's GPU";

/** What Chromium says where the system keeps it from making a sandbox. */
const noSandbox = /no usable sandbox|setuid sandbox|operation not permitted.*sandbox/i;

const sandboxRemedy =
  "Ubuntu 23.10 and newer: give the browser an AppArmor profile with userns, or run sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0; older Debian: sudo sysctl kernel.unprivileged_userns_clone=1; a container: docker run --security-opt seccomp=unconfined.";

/** For `doctor`: starts the browser as a run does, and says how its sandbox and its GPU are. */
export async function lookAtBrowser(found: FoundBrowser): Promise<Finding[]> {
  let browser: Browser;
  try {
    browser = await launchBrowser(found);
  } catch (error) {
    return [notStarted(messageOf(error))];
  }
  try {
    return [sandboxOf(found), await gpuOf(browser)];
  } finally {
    await browser.close().catch(() => undefined);
  }
}

function notStarted(said: string): Finding {
  return noSandbox.test(said)
    ? {
        name: sandboxName,
        status: "warning",
        detail: "does not work here, so the browser does not start",
        remedy: sandboxRemedy,
      }
    : {
        name: "Browser",
        status: "warning",
        detail: `does not start: ${said.trim().split("\n")[0] ?? ""}`,
        remedy:
          "Start it by hand to see what it lacks, or set PUPPETEER_EXECUTABLE_PATH to another one.",
      };
}

function sandboxOf(found: FoundBrowser): Finding {
  const off = browserArgs(found).includes("--no-sandbox");
  const detail = off ? "off, since Chromium refuses it for root" : "works";
  return { name: sandboxName, status: "ok", detail };
}

async function gpuOf(browser: Browser): Promise<Finding> {
  const said = await adapterOf(browser);
  if (said === null)
    return {
      name: gpuName,
      status: "warning",
      detail: "no WebGPU adapter",
      remedy: "Its WebGPU backends are unsupported here; those on WebAssembly run.",
    };
  if (said.isFallback || isSoftwareAdapter(said.description))
    return {
      name: gpuName,
      status: "warning",
      detail: `emulated (${said.description})`,
      remedy:
        "WebGPU's results are right and its latencies say nothing. On Linux a GPU is used where /dev/dri/renderD128 may be opened.",
    };
  return { name: gpuName, status: "ok", detail: said.description };
}

/** WebGPU is given to secure pages only, such as one of this machine's own server. */
async function adapterOf(browser: Browser) {
  const server = createServer((_request, response) => response.end());
  try {
    const port = await listening(server);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    return await page.evaluate(async () => {
      // Older browsers lack it, and lib.dom says that it is there.
      const gpu: GPU | undefined = navigator.gpu;
      const adapter = await gpu?.requestAdapter().catch(() => null);
      if (adapter === undefined || adapter === null) return null;
      const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
      const parts = [vendor, architecture, device, description].filter((part) => part !== "");
      return {
        description: parts.join(" ") || "an adapter that says nothing of itself",
        isFallback: isFallbackAdapter,
      };
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("It has no port."));
      else resolve(address.port);
    });
  });
}
