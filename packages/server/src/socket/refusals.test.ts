import { describe, expect, test, vi } from "vitest";
import type { PageServer } from "../page-server.ts";
import {
  blockNamed,
  FakePage,
  never,
  otherSession,
  profile,
  progress,
  session,
  unsupported,
} from "../testing/page.ts";
import { startServer } from "../testing/server.ts";

/** What a new page is told that says these things, one after another. */
async function refusalOf(...messages: unknown[]): Promise<string> {
  const page = new FakePage(await startServer({ messageLength: 2_000, helloMs: 200 }));
  for (const message of messages) await page.say(message);
  return page.refusal();
}

const hello = { type: "hello", protocol: 3, session, profile, runningBlock: null };
const event = { type: "event", sequence: 0, blockId: "a", event: progress };

describe("a page is refused, and told why,", () => {
  test.each([
    [
      "that speaks another protocol",
      { ...hello, protocol: 1 },
      /^The page speaks protocol 1, this server 3\.$/,
    ],
    ["whose message is not JSON", "{", /^message of the page: it is not valid JSON\.$/],
    ["whose message is of no known kind", { type: "greet" }, /^message of the page: "type": /],
    ["whose hello lacks a part", { ...hello, session: undefined }, /"session": invalid input/],
    ["whose session is no UUID", { ...hello, session: "../../x" }, /"session": invalid UUID/],
    ["whose hello has a key too many", { ...hello, admin: true }, /unknown key "admin"/],
    [
      "whose message is too large",
      "x".repeat(2_001),
      /^The page sent a message of 2001 bytes; the most is 2000\.$/,
    ],
    ["that sends an event first", event, /^The page sent an event before it was welcome\.$/],
    [
      "that is in the middle of a block of another server",
      { ...hello, runningBlock: "a" },
      /of another server\.$/,
    ],
  ])("%s", async (_, message, reason) => {
    expect(await refusalOf(message)).toMatch(reason);
  });

  test("that says hello twice", async () => {
    expect(await refusalOf(hello, hello)).toBe("The page said hello twice.");
  });

  test("that says nothing", async () => {
    expect(await refusalOf()).toBe("The page said nothing after it connected.");
  });

  test("that sends bytes", async () => {
    const page = new FakePage(await startServer());
    await page.hello();
    page.socket.send(Buffer.from("{}"));
    expect(await page.refusal()).toBe("The page sent bytes where text is spoken.");
  });
});

test("a message far too large ends the connection before it is read", async () => {
  const page = new FakePage(await startServer({ messageLength: 2_000 }));
  const closed = new Promise((resolve) => page.socket.once("close", resolve));
  await page.say("x".repeat(4_001));
  expect(await closed).toBe(1009);
});

/** A page with block "a", and the refusal that its message is answered with. */
async function inBlock(...messages: object[]): Promise<string> {
  const server = await startServer();
  const page = new FakePage(server);
  await page.hello();
  const connection = await server.nextPage(never);
  void connection.run(blockNamed("a"), () => undefined, never);
  await page.gets("run");
  for (const message of messages) await page.say(message);
  return page.refusal();
}

describe("in the middle of a block a page is refused", () => {
  test("for an event that skips another", async () => {
    expect(await inBlock({ ...event, sequence: 1 })).toBe(
      "Event 1 of the page came before its event 0.",
    );
  });

  test("for an event of another block", async () => {
    expect(await inBlock({ ...event, blockId: "b" })).toBe(
      'The page sent an event of block "b" while block "a" runs.',
    );
  });

  test("for an event after the last", async () => {
    const last = { ...event, event: unsupported };
    expect(await inBlock(last, { ...event, sequence: 1 })).toBe(
      'The page sent an event of block "a" while no block runs.',
    );
  });

  test("for a measurement of the wrong shape", async () => {
    const completed = { type: "completed", measurement: { kind: "latency", samplesMs: [-1] } };
    expect(await inBlock({ ...event, event: completed })).toMatch(
      /"event\.measurement\.samplesMs\.0": too small/,
    );
  });
});

async function firstPage(): Promise<{ server: PageServer; first: FakePage }> {
  const server = await startServer({ challengeMs: 100 });
  const first = new FakePage(server);
  await first.hello();
  await first.gets("welcome");
  return { server, first };
}

describe("a second page of the same session", () => {
  test("is refused while the first is alive", async () => {
    const { server, first } = await firstPage();
    const second = new FakePage(server);
    await second.hello();
    expect(await second.refusal()).toBe(
      "This page is open in another tab of this browser already.",
    );
    expect(first.socket.readyState).toBe(first.socket.OPEN);
  });

  test("takes over where the first does not answer", async () => {
    const server = await startServer({ challengeMs: 50 });
    const first = new FakePage(server, { autoPong: false });
    await first.hello();
    await first.gets("welcome");
    const second = new FakePage(server);
    await second.hello();
    expect(await second.gets("welcome")).toMatchObject({ nextSequence: 0 });
    await vi.waitFor(() => expect(first.socket.readyState).toBe(first.socket.CLOSED));
  });

  test("is refused in a block that it was not given", async () => {
    const { server, first } = await firstPage();
    await first.leave();
    const second = new FakePage(server);
    await second.hello({ runningBlock: "x" });
    expect(await second.refusal()).toBe('The page runs block "x", which it was not given.');
  });
});

test("more pages than there may be are refused", async () => {
  const server = await startServer({ maxPages: 1 });
  await new FakePage(server).hello();
  await server.nextPage(never);
  const second = new FakePage(server);
  await second.hello({ session: otherSession });
  expect(await second.refusal()).toBe("There are 1 pages here already, which is the most.");
});
