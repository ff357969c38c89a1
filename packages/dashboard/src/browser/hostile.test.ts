import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { views } from "../app/state.ts";
import { buildDashboardData } from "../testing/dashboards.ts";
import { smallCard, smallPictures } from "../testing/models.ts";
import { describeInBrowser } from "../testing/in-browser.ts";
import { smallRun } from "../testing/small-run.ts";

describeInBrowser("what others wrote", (at) => {
  const hostile = `<img src=x onerror="globalThis.hurt=1">'"\u202E👩‍🔬</script><script>globalThis.hurt=1</script>../../x`;

  test("names are text in every view, whatever is in them", async () => {
    const sparseModel = `${hostile} שלום`;
    const run = smallRun({
      deviceName: hostile,
      sparseModel,
      command: `vmoe-bench run "${hostile}"`,
    });
    const classes = Array.from({ length: 10 }, (_, i) => `${hostile}${i}`);
    const other = smallRun({ deviceId: "b", deviceName: `b ${hostile}`, sparseModel: hostile });
    const built = buildDashboardData({
      runs: [run, other],
      cards: [{ ...smallCard("vmoe", classes), id: sparseModel }],
      pictures: new Map([["fashion-mnist/test", smallPictures]]),
    });
    await at.open(await at.written(built));
    for (const view of Object.keys(views)) {
      await at.page.evaluate((to) => (location.hash = to), `#view=${view}&cell=1&all=1`);
      await at.page.waitForNetworkIdle({ idleTime: 50 });
      const text = await at.page.$eval("body", (body) => body.textContent ?? "");
      expect({ view, shown: text.includes(hostile) }).toEqual({ view, shown: true });
      expect(await at.page.$$(`img[src="x"], body script`)).toHaveLength(0);
    }
    expect(await at.page.evaluate("globalThis.hurt")).toBeUndefined();
    expect(at.said).toEqual([]);
  });

  test("a link that is hostile is only a link", async () => {
    await at.open(at.folder, `#model=${encodeURIComponent(hostile)}&view=%3Cscript%3E&cell=999999`);
    expect(await at.page.evaluate("globalThis.hurt")).toBeUndefined();
    expect((await at.textOf("h1"))[0]).toBe("No answer here yet");
    expect(await at.textOf("#filter-model strong")).toEqual([hostile]);
  });

  test("data that is missing or broken is said in words", async () => {
    const folder = await at.written(at.real);
    await rm(join(folder, "data.js"));
    await at.open(folder);
    expect((await at.textOf('[role="alert"]'))[0]).toBe(
      "data.js is not beside this page, or is broken.",
    );
    await writeFile(join(folder, "data.js"), `vmoeBenchData({"schemaVersion":2})`);
    await at.open(folder);
    expect((await at.textOf('[role="alert"]'))[0]).toContain("schemaVersion");
    await writeFile(join(folder, "data.js"), await readFile(join(at.folder, "data.js")));
    await Promise.all(
      (await readdir(join(folder, "details"))).map((name) => rm(join(folder, "details", name))),
    );
    await at.open(folder, "#view=samples");
    await at.page.waitForFunction(
      `document.body.textContent.includes("The samples are not beside this page.")`,
    );
  });
});
