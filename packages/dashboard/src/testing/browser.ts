import { existsSync } from "node:fs";
import { launch, type Browser } from "puppeteer-core";

/** The browser that is here, or undefined. */
export const chromium = [
  process.env["PUPPETEER_EXECUTABLE_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== "" && existsSync(path));

export function openBrowser(...more: readonly string[]): Promise<Browser> {
  if (chromium === undefined) throw new Error("There is no Chromium here.");
  return launch({
    executablePath: chromium,
    // It ends with this process.
    pipe: true,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
