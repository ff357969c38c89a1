import { createServer, type Server } from "node:http";
import { messageOf } from "@vmoe-bench/contracts";
import type { Finding, FoundBrowser } from "@vmoe-bench/setup";
import { describedAdapter, isSoftwareAdapter } from "@vmoe-bench/backends-web/gpu";
import { browserArgs, launchBrowser, launchFault } from "@vmoe-bench/server/driven";
import type { Browser } from "puppeteer-core";

const sandboxName = "Browser's sandbox";
const gpuName = "Browser's GPU";

/** For `doctor`: starts the browser as a run does, and says how its sandbox and its GPU are. */
export async function lookAtBrowser(found: FoundBrowser): Promise<Finding[]> {
  let browser: Browser;
  try {
    browser = await launchBrowser(found);
  } catch (error) {
    return [notStarted(found, error)];
  }
  try {
    return [sandboxOf(found), await gpuOf(browser)];
  } finally {
    await browser.close().catch(() => undefined);
  }
}

function notStarted(found: FoundBrowser, error: unknown): Finding {
  const end = launchFault(found.path, error);
  const fault =
    end.type === "unsupported"
      ? { detail: end.reason, remedy: end.remedy }
      : { detail: messageOf(error), remedy: "Try again when the machine is less busy." };
  return { name: "Browser", status: "warning", ...fault };
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
    return await page.evaluate(describedAdapter);
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
