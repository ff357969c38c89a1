import type { Block, BlockEnd, HostEvent } from "@vmoe-bench/contracts";
import { Outbox, sessionOf, byClock } from "./client/reconnection.ts";
import { PageClient, type SocketListener } from "./client/page-client.ts";
import { pageProfile } from "./profile.ts";
import { mountApp } from "./view/app.ts";
import { firstState, withOverview, type PageState } from "./view/state.ts";
import { untilVisible, WakeLock } from "./screen.ts";
import { runInWorker, runOnceLoaded } from "./worker/block-runner.ts";

/** Latencies that the picture has. */
const shownSamples = 120;

/** A page that says nothing for long is taken for one that hangs. */
const stillWaiting: HostEvent = { type: "progress", done: 0, total: 1 };

/** Shows the page, connects it to its server, and runs the blocks that come. */
export async function startPage(root: HTMLElement): Promise<void> {
  const show = mountApp(root);
  let state: PageState = firstState;
  const change = (changes: Partial<PageState>) => {
    state = { ...state, ...changes };
    show(state);
  };
  change({});
  if (!isSecureContext) {
    const reason =
      "This page was not opened over HTTPS, so browsers give it no WebGPU and no threads.";
    const remedy = "Open the address that begins with https://.";
    change({ connection: { state: "ended", reason, remedy } });
    return;
  }
  const profile = await pageProfile();
  change({ profile });

  const base = new URL("./", location.href).href;
  const wakeLock = new WakeLock((awake) => change({ awake }));
  let running: { readonly block: Block; readonly abort: AbortController } | undefined;

  const takeEvent = (block: Block, event: HostEvent) => {
    client.emit(block.id, event);
    const shown = state.running;
    if (shown === undefined) return;
    if (event.type === "started") change({ running: { ...shown, phase: "measuring" } });
    if (event.type === "progress")
      change({ running: { ...shown, progress: Math.min(1, event.done / event.total) } });
    if (event.type === "samples") {
      const samplesMs = [...shown.samplesMs, ...event.samplesMs].slice(-shownSamples);
      change({ running: { ...shown, samplesMs } });
    }
  };

  const runBlock = async (block: Block) => {
    const abort = new AbortController();
    running = { block, abort };
    const shown = { block, progress: 0, samplesMs: [] };
    change({ running: { ...shown, phase: "waiting-for-visible" } });
    await untilVisible(abort.signal, () => client.emit(block.id, stillWaiting));
    change({ running: { ...shown, phase: "loading" } });
    await wakeLock.hold();
    const onEvent = (event: HostEvent) => takeEvent(block, event);
    const end: BlockEnd = abort.signal.aborted
      ? { type: "aborted" }
      : await runOnceLoaded(
          () => runInWorker(block, { base, profile, onEvent, signal: abort.signal }),
          { ...byClock, signal: abort.signal },
        );
    if (end.type !== "aborted") client.emit(block.id, end);
    running = undefined;
    change({ running: undefined });
  };

  const client = new PageClient({
    session: sessionOf(localStorage, location.href),
    profile,
    outbox: new Outbox(),
    openSocket,
    runningBlock: () => running?.block.id ?? null,
    onConnection(connection) {
      change({ connection });
      if (connection.state === "ended") running?.abort.abort();
    },
    onRun: (block) => void runBlock(block),
    onAbort(blockId) {
      if (running?.block.id === blockId) running.abort.abort();
    },
    onOverview: (overview) => change(withOverview(state, overview, byClock.now())),
    onDone(result) {
      running?.abort.abort();
      wakeLock.release();
      change({ result });
    },
    now: byClock.now,
  });
  addEventListener("online", () => client.retryNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") client.retryNow();
  });
  client.start();
  // The time that is left goes by between two messages, too.
  setInterval(() => show(state), 1_000);
}

/** Beside the page, with the page's own token. */
function openSocket(listener: SocketListener): WebSocket {
  const url = new URL("socket", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = location.search;
  const socket = new WebSocket(url.href);
  socket.addEventListener("open", () => listener.onOpen());
  socket.addEventListener("message", ({ data }) => listener.onMessage(data));
  socket.addEventListener("close", () => listener.onClose());
  return socket;
}
