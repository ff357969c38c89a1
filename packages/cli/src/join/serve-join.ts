import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Device } from "@vmoe-bench/contracts";
import { cacheFolder, projectRoot, projectVersion } from "@vmoe-bench/files";
import { harnessProvenance } from "@vmoe-bench/runner";
import {
  createPageServer,
  openCertificate,
  type PageConnection,
  type PagePresence,
  type PageServer,
} from "@vmoe-bench/server";
import { reportFailure } from "../terminal/failure.ts";
import { duration } from "../terminal/status-line.ts";
import { dryRunOf } from "../output/dry-run.ts";
import {
  PreparedModels,
  planOn,
  suiteInputs,
  type SuiteInputs,
  type SuiteRequest,
} from "@vmoe-bench/bench/run";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { addressesOf, lanAddresses } from "./addresses.ts";
import { Board } from "./board.ts";
import { DeviceNames } from "./device-names.ts";
import { joinText } from "./join-screen.ts";
import { plainText } from "./plain-text.ts";
import { measurePage, type Joining, type MeasuredPage } from "./measure-page.ts";

export interface JoinRequest {
  readonly suite: string;
  readonly request: SuiteRequest;
  readonly command: (seed: number) => string;
  /** Address to listen on; the one on the local network unless told. */
  readonly host: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  readonly deviceName: string | undefined;
  readonly threads: number | undefined;
  readonly devices: string;
  /** Folder of the page's bundle. */
  readonly page: string;
  /** How long a block waits for a page that was lost, in s. */
  readonly graceSeconds: number;
  /** Ends after so many devices; undefined for no end. */
  readonly phones: number | undefined;
  readonly onMeasured: (measured: MeasuredPage) => void;
}

export interface Joined {
  /** Devices whose run did not end well, or did not end. */
  readonly unfinished: number;
}

/** Serves the page to the local network and measures every device that joins, until told to end. */
export async function serveJoin(asked: JoinRequest, signal: AbortSignal): Promise<Joined> {
  const inputs = await suiteInputs(
    { signal, reporter: terminalReporter() },
    asked.suite,
    asked.request,
  );
  const harness = await harnessProvenance(projectRoot, await projectVersion());
  const board = new Board();
  const names = new DeviceNames(asked.deviceName);
  const { server, screen } = await open(asked, inputs, board, names);
  try {
    const models = await PreparedModels.create(inputs.splits);
    try {
      // What no page can hold is told before one joins.
      for (const { split } of inputs.splits.all)
        server.mountSplit(models.imagesFor({ name: split.info.name, split: split.split }));
      board.line(screen);
      const { devices, threads } = asked;
      const { out: root } = asked.request;
      const command = asked.command(inputs.seed);
      const shared = { server, inputs, models, harness, board, names };
      const joining = { ...shared, root, devices, threads, command };
      return await measureAll(joining, asked, signal);
    } finally {
      await models.remove();
    }
  } finally {
    await server.close();
  }
}

async function open(
  { suite, request, host: wanted, port, threads, page, graceSeconds }: JoinRequest,
  inputs: SuiteInputs,
  board: Board,
  names: DeviceNames,
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
  const device: Device = {
    id: "any",
    name: "Any",
    notes: "",
    threads: threads ?? 1,
    browser: null,
  };
  const { blocks, leastSeconds } = dryRunOf(
    planOn(device, inputs, { command: "", browser: null }, request.out),
  );
  const profile = inputs.suite.profile;
  const about = duration(1_000 * leastSeconds);
  const { fingerprint, validUntil } = certificate;
  const { joinUrl: url, otherUrls } = server;
  return {
    server,
    screen: joinText({ url, otherUrls, fingerprint, validUntil, suite, profile, blocks, about }),
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
      board.line(`${name}: did not come back; its blocks are aborted.`);
    } else board.line(`${name}: ${wasLost ? "is back" : "has joined"}.`);
  };
}

/** Each page beside the others, until the signal or the last device that was asked for. */
async function measureAll(
  joining: Joining,
  { phones = Infinity, onMeasured }: JoinRequest,
  signal: AbortSignal,
): Promise<Joined> {
  const enough = new AbortController();
  const end = enough.signal;
  signal.addEventListener("abort", () => enough.abort(), { once: true });
  const running: Promise<void>[] = [];
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
