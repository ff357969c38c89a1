import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Preparing } from "@vmoe-bench/contracts";
import { cacheFolder, projectRoot, projectVersion } from "@vmoe-bench/files";
import { harnessProvenance } from "@vmoe-bench/runner";
import {
  addressesOf,
  createPageServer,
  lanAddresses,
  openCertificate,
  type PageConnection,
  type PagePresence,
  type PageServer,
} from "@vmoe-bench/server";
import { reportFailure } from "../terminal/failure.ts";
import { PreparedModels, References } from "@vmoe-bench/bench/run";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { Board, joinText } from "./screen.ts";
import type { JoinWork } from "./join-work.ts";
import { plainText } from "../terminal/layout.ts";
import { measurePage, type Joining } from "./measure-page.ts";
import type { MeasuredPage } from "./phone-text.ts";

export interface JoinRequest {
  /** Finds and checks what is to be run. */
  readonly prepare: (preparing: Preparing) => Promise<JoinWork>;
  /** Address to listen on; the one on the local network unless told. */
  readonly host: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder of the page's bundle. */
  readonly page: string;
  /** How long a block waits for a page that was lost, in s. */
  readonly graceSeconds: number;
  readonly onMeasured: (measured: MeasuredPage) => void;
}

export interface Joined {
  /** Devices whose run did not end well, or did not end. */
  readonly unfinished: number;
}

/** Serves the page to the local network and measures every device that joins, until told to end. */
export async function serveJoin(asked: JoinRequest, signal: AbortSignal): Promise<Joined> {
  const work = await asked.prepare({ signal, reporter: terminalReporter() });
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  const board = new Board();
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const { server, screen } = await open(asked, work, board);
  try {
    const models = await PreparedModels.create(work.splits);
    try {
      // What no page can hold is told before one joins.
      for (const { split } of work.splits.all)
        server.mountSplit(models.imagesFor({ name: split.info.name, split: split.split }));
      board.line(screen);
      const references = new References(work.splits, work.suite, either);
      void workOutAhead(references, work.blocks);
      const joining = { server, work, models, references, harness, board };
      return await measureAll(joining, asked, signal);
    } finally {
      ended.abort();
      await models.remove();
    }
  } finally {
    await server.close();
  }
}

/** While a person takes a phone: else the phone would wait for it, in its run's time. */
async function workOutAhead(references: References, blocks: JoinWork["blocks"]): Promise<void> {
  for (const block of blocks)
    // What can't be worked out fails the block that asks for it.
    if (block.task.kind === "accuracy") await references.outputsFor(block).catch(() => undefined);
}

async function open(
  { host: wanted, port, page, graceSeconds }: JoinRequest,
  { names, about }: JoinWork,
  board: Board,
): Promise<{ server: PageServer; screen: string }> {
  const host = wanted ?? lanAddresses()[0];
  const publicHosts = addressesOf(host);
  const certificate = await openCertificate(join(cacheFolder(), "https"), [
    ...publicHosts,
    "localhost",
    "127.0.0.1",
  ]);
  const server = await createPageServer({
    page,
    host,
    publicHosts,
    port,
    tls: { cert: certificate.cert, key: certificate.key },
    graceMs: 1_000 * graceSeconds,
    nameDevice: names.nameDevice,
    onRefused: (reason) => board.line(`A page was turned away: ${plainText(reason)}`),
    onPresence: presenceLines(board, graceSeconds),
  });
  const { fingerprint, validUntil } = certificate;
  const { joinUrl: url, otherUrls } = server;
  return {
    server,
    screen: joinText({ url, otherUrls, fingerprint, validUntil, about }),
  };
}

function presenceLines(board: Board, graceSeconds: number) {
  const lost = new Set<string>();
  return ({ id, name }: { id: string; name: string }, presence: PagePresence): void => {
    const wasLost = lost.delete(id);
    if (presence === "lost") {
      lost.add(id);
      board.line(`${name}: the connection is lost; its block waits for ${graceSeconds} s.`);
    } else if (presence === "gone") {
      board.line(`${name}: did not come back.`);
    } else board.line(`${name}: ${wasLost ? "is back" : "has joined"}.`);
  };
}

/** Each page beside the others, until the signal or the last device that was asked for. */
async function measureAll(
  joining: Joining,
  { onMeasured }: JoinRequest,
  signal: AbortSignal,
): Promise<Joined> {
  const enough = new AbortController();
  const end = enough.signal;
  signal.addEventListener("abort", () => enough.abort(), { once: true });
  const running: Promise<void>[] = [];
  const { phones } = joining.work;
  let ended = 0;
  let unfinished = 0;
  const measure = async (page: PageConnection): Promise<void> => {
    try {
      const measured = await measurePage(page, joining, signal);
      onMeasured(measured);
      if (measured.outcome.status === "aborted" || measured.outcome.counts.failed > 0) unfinished++;
    } catch (error) {
      unfinished++;
      reportFailure(error);
    }
    ended++;
    if (ended >= phones) enough.abort();
    await shown(page);
  };
  for (;;) {
    const page = await joining.server.nextPage(end).catch((error: unknown) => {
      if (end.aborted) return undefined;
      throw error;
    });
    if (page === undefined) break;
    running.push(measure(page));
  }
  await Promise.all(running);
  return { unfinished };
}

/** For a page to take its result before the server ends, in ms. */
const farewellMs = 2_000;

/** Until the page has its result, which it leaves with. */
async function shown(page: PageConnection): Promise<void> {
  await Promise.race([page.closed, wait(farewellMs)]);
}
