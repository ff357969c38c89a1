import type { BrowserKind } from "@vmoe-bench/contracts";
import { findBrowser } from "../browser/find-browser.ts";
import type { Machine } from "../machine/machine.ts";
import type { Finding } from "./finding.ts";

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
  const found = await findBrowser(kind, machine);
  if (found.available) return { name, status: "ok", detail: found.path };
  return { name, status: "warning", detail: found.reason, remedy: found.remedy };
}
