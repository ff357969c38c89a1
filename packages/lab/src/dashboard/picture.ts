import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "@vmoe-bench/dashboard/testing";

/**
 * A picture of a dashboard's overview, down to the end of its chart: `node picture.js FOLDER FILE
 * [#FILTERS]`.
 */
const [folder, file, hash = ""] = process.argv.slice(2);
if (folder === undefined || !file?.endsWith(".png")) {
  process.stderr.write("Give the folder of a dashboard, and a file that ends in .png.\n");
  process.exit(2);
}
const width = 1_080;
// Letters in grey, not in the colours of a screen's dots: a smaller file that is right on any screen.
const browser = await openBrowser("--disable-lcd-text");
try {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.goto(`${pathToFileURL(resolve(folder, "index.html")).href}${hash}`);
  await page.waitForSelector(".chart");
  const height = await page.$eval(".chart", (chart) => chart.getBoundingClientRect().bottom);
  const { length } = await page.screenshot({
    path: toPng(file),
    clip: { x: 0, y: 0, width, height: Math.ceil(height) + 2 },
    captureBeyondViewport: true,
  });
  process.stdout.write(`${file}: ${Math.ceil(length / 1_000)} kB\n`);
} finally {
  await browser.close();
}

function toPng(path: string): `${string}.png` {
  return `${path.slice(0, -4)}.png`;
}
