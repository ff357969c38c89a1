import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { complaint, vmoeBench } from "./cli.ts";
import { openNetwork } from "./phone/network.ts";
import { noBrowser, openPhone } from "./phone/phone.ts";
import { serve, type OnDisk } from "./phone/serving.ts";

const blocks = 12;
const limitMs = 120_000;

/** Blocks of the plan have one record each, up to the last that was needed, and no two ran at once. */
function expectEachOnce({ manifest, records }: OnDisk): void {
  const planned = manifest.blocks.slice(0, records.length).map(({ id }) => id);
  expect(records.map(({ blockId }) => blockId)).toEqual(planned);
  for (const [i, record] of records.entries())
    expect(record.startedAt >= (records[i - 1]?.endedAt ?? "")).toBe(true);
}

const statuses = ({ records }: OnDisk) => records.map(({ status }) => status);

describe.skipIf(noBrowser !== undefined)("a phone that opens the printed address", () => {
  it(
    "and loses its network goes on when it is back, beside another; every block is on disk once",
    async () => {
      const serving = await serve("--phones", "2");
      const network = await openNetwork();
      try {
        const phone = await openPhone(serving.url, { network });
        await serving.untilRecords(3);
        network.cut();
        const other = await openPhone(serving.url);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        network.mend();
        await phone.untilItSays("All blocks have ended.");
        await other.untilItSays("All blocks have ended.");
        expect(complaint(await serving.ended)).toMatch(/^exit 0: /);
        expect(serving.said()).toMatch(/the connection is lost; its block waits for 120 s\.\n/);
        expect(serving.said()).toMatch(/: is back\.\n/);
        const devices = await serving.onDisk();
        expect(devices).toHaveLength(2);
        for (const onDisk of devices) {
          expect(statuses(onDisk)).toEqual(Array.from({ length: blocks }, () => "completed"));
          expectEachOnce(onDisk);
          expect(onDisk.device.id).toMatch(/^[a-z0-9-]+-chrome-[0-9a-f]{6}(-2)?$/);
          expect(onDisk.device.browser).toMatchObject({
            crossOriginIsolated: true,
            wasm: { simd: true, threads: true },
          });
        }
      } catch (error) {
        throw new Error(`The program said: ${serving.said()}`, { cause: error });
      } finally {
        await network.close();
      }
    },
    limitMs,
  );

  it(
    "and whose tab dies keeps what was finished; the blocks that are left are aborted",
    async () => {
      const serving = await serve("--phones", "1", "--grace", "2");
      const phone = await openPhone(serving.url);
      await serving.untilRecords(3);
      await phone.killTab();
      const before = await serving.untilRecords(3);
      expect(complaint(await serving.ended)).toMatch(/^exit 1: /);
      const [after] = await serving.onDisk();
      if (after === undefined) throw new Error("The device is not there.");
      expectEachOnce(after);
      for (const [name, text] of before.files) expect(after.files.get(name)).toBe(text);
      const ended = statuses(after);
      const completed = ended.filter((status) => status === "completed").length;
      expect(completed).toBeGreaterThanOrEqual(3);
      expect(completed).toBeLessThan(blocks);
      expect(ended.slice(completed)).toEqual(
        Array.from({ length: ended.length - completed }, () => "aborted"),
      );
      expect(serving.said()).toContain("did not come back.");
      // One line of it, and no tables.
      const { stdout, stderr } = await serving.ended;
      expect(stdout).toBe("");
      expect(stderr).toContain(`: stopped after ${completed} blocks in `);
      expect(stderr).toContain(`Go on with: vmoe-bench join --resume `);
    },
    limitMs,
  );

  it(
    "is told when the program is stopped, which keeps what was finished and says what can't run",
    async () => {
      const serving = await serve("--backend", "ort-node/cpu", "null");
      const phone = await openPhone(serving.url);
      await serving.untilRecords(4);
      serving.interrupt();
      await phone.untilItSays("The run was stopped before its end.");
      expect(complaint(await serving.ended)).toMatch(
        /^exit 1: .*error: The server was stopped while devices were measured\./,
      );
      const [onDisk] = await serving.onDisk();
      if (onDisk === undefined) throw new Error("The device is not there.");
      expect(onDisk.records[0]).toMatchObject({
        status: "unsupported",
        reason: "ort-node/cpu does not run in a page.",
      });
      // Only the block that ran then is aborted; between two blocks there is none.
      expect(statuses(onDisk).slice(0, -1)).not.toContain("aborted");
      expect(onDisk.records.length).toBeLessThan(onDisk.manifest.blocks.length);
    },
    limitMs,
  );

  it(
    "and is away for too long goes on with its run, which no other device may",
    async () => {
      const serving = await serve("--phones", "1", "--grace", "2");
      const phone = await openPhone(serving.url);
      await serving.untilRecords(3);
      await phone.killTab();
      expect(complaint(await serving.ended)).toMatch(/^exit 1: /);
      const [stopped] = await serving.onDisk();
      if (stopped === undefined) throw new Error("The device is not there.");
      const again = await serving.resume();
      const other = await openPhone(again.url, { size: { width: 300, height: 500 } });
      await other.untilItSays(`Run ${stopped.manifest.id} is of another device: `);
      const returned = await openPhone(again.url);
      await returned.untilItSays("All blocks have ended.");
      const ended = await again.ended;
      expect(complaint(ended)).toMatch(/^exit 0: /);
      expect(ended.stdout).toContain("paired on 100 images");
      const devices = await again.onDisk();
      const [after] = devices;
      if (after === undefined) throw new Error("The device is not there.");
      expect(devices).toHaveLength(1);
      expect(after.manifest).toEqual(stopped.manifest);
      for (const [name, text] of stopped.files) expect(after.files.get(name)).toBe(text);
      const completed = after.records.filter(({ status }) => status === "completed");
      const ids = completed.map(({ blockId }) => blockId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(completed).toHaveLength(blocks);
    },
    2 * limitMs,
  );

  it(
    "twice is one phone: another tab is turned away, also after a reload, and shows the end later",
    async () => {
      const serving = await serve();
      const phone = await openPhone(serving.url);
      await serving.untilRecords(1);
      const second = await phone.anotherTab();
      const refusal = "This page is open in another tab of this browser already.";
      await second.untilItSays(refusal);
      await second.reload();
      await second.untilItSays(refusal);
      await second.closeTab();
      await phone.untilItSays("All blocks have ended.");
      const later = await phone.anotherTab();
      await later.untilItSays("All blocks have ended.");
      expect(await later.text()).toMatch(/Blocks: \d+/);
      expect(await serving.onDisk()).toHaveLength(1);
      expect(serving.said().match(/: has joined\.\n/g)).toHaveLength(1);
      serving.interrupt();
      await serving.ended;
    },
    limitMs,
  );

  it(
    "and is reloaded still has the list, how far the run is and, at last, the answer",
    async () => {
      const serving = await serve("--phones", "1");
      const phone = await openPhone(serving.url);
      await serving.untilRecords(4);
      await phone.reload();
      await phone.untilItSays("Blocks: ");
      const text = await phone.text();
      expect(Number(/Blocks: (\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(4);
      expect(text).toMatch(/Whole run: (about .* left|nearly done)/);
      expect(text).toContain("Accuracy · fashion-vit-6x64@null");
      await phone.untilItSays("All blocks have ended.");
      const { stdout } = await serving.ended;
      // The verdict, on both screens.
      const verdict = await phone.text();
      const [first = ""] = stdout.split("\n");
      expect(first).not.toBe("");
      expect(verdict).toContain(first);
      expect(verdict).toContain("paired on 100 images");
    },
    limitMs,
  );

  it(
    "and whose device file is broken is told so, and measures when that is mended",
    async () => {
      const serving = await serve("--device-name", "Kitchen");
      const file = join(serving.devices, "kitchen.json");
      await mkdir(serving.devices, { recursive: true });
      await writeFile(file, "{}");
      const phone = await openPhone(serving.url);
      await phone.untilItSays("kitchen.json");
      expect(await phone.text()).toContain("When that is mended, load this page again.");
      await rm(file);
      await phone.reload();
      await phone.untilItSays("All blocks have ended.");
      expect((await serving.onDisk()).map(({ device }) => device.name)).toEqual(["Kitchen"]);
      serving.interrupt();
      expect(complaint(await serving.ended)).toMatch(/^exit 1: .*kitchen\.json/);
    },
    limitMs,
  );

  it(
    "without its token gets an error page",
    async () => {
      const serving = await serve();
      const phone = await openPhone(new URL(serving.url).origin);
      expect(await phone.text()).toBe(
        "This page is not open to you\n\nThe address has no join token.\n\nOpen the whole address that vmoe-bench printed, or scan its code again.",
      );
      serving.interrupt();
      expect(complaint(await serving.ended)).toMatch(/^exit 0: /);
    },
    limitMs,
  );
});

describe("join refuses", () => {
  it("a port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const ended = await vmoeBench("join", "--host", "127.0.0.1", "--port", String(port));
    server.close();
    expect(complaint(ended)).toBe(
      `exit 2: error: Port ${port} of 127.0.0.1 is in use by another program. | Stop that program, or choose another port with --port; 0 takes a free one.`,
    );
  });

  it.each([
    [["join", "--port", "65536"], /^exit 2: error: .*from 0 to 65535\.$/],
    [["join", "--grace", "0"], /^exit 2: error: .*above 0\.$/],
    [["join", "--suite", "defualt"], /^exit 2: .*Did you mean "default"/],
    [["join", "--time", "0s"], /^exit 2: error: .*Give a time from 1s to 168h/],
    [["join", "--time", "1y"], /^exit 2: error: .*Give a time from 1s to 168h/],
    [
      ["join", "--time", "1s", "--host", "127.0.0.1", "--port", "0"],
      /^exit 2: error: The least work of suite "phone" takes about \d+ s \(\d+ blocks\), and it has 1 s\. \| Give it --time \d+s, or less to do: /,
    ],
    [["join", "--resume", "RUN", "--time", "3m"], /^exit 2: error: .*"--time" does not go with/],
    [["join", "--resume", "no-such-run"], /^exit 2: error: .*no-such-run/],
    [
      ["join", "--host", "127.0.0.1", "--port", "0", "--page", "/nowhere"],
      /^exit 2: error: There is no page in \/nowhere: it has no index\.html\./,
    ],
  ])("%j", async (args, sentence) => {
    expect(complaint(await vmoeBench(...args))).toMatch(sentence);
  });
});
