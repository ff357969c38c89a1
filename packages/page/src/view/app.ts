import type { Connection } from "../client/page-client.ts";
import { el, say } from "./dom.ts";
import { factsOf } from "../profile.ts";
import { entriesCard, sparkline } from "./cards.ts";
import { resultCard } from "./result-card.ts";
import {
  medianOf,
  milliseconds,
  overallOf,
  timeLeftText,
  titleOf,
  type PageState,
  type ShownBlock,
} from "./state.ts";

/** Builds the page once; each call of what it returns shows another state. */
export function mountApp(root: HTMLElement): (state: PageState) => void {
  const status = el("p", "status");
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  const dot = el("span", "dot");
  const device = el("p", "device");
  const overall = overallBar();
  const running = runningCard();
  const result = resultCard();
  const entries = entriesCard();
  const facts = el("dl", "facts");
  const about = el("section", "card", el("h2", "", "This device"), facts);
  root.replaceChildren(
    el("header", "top", el("h1", "", dot, "vmoe-bench"), device),
    status,
    result.element,
    overall.element,
    running.element,
    entries.element,
    about,
    el(
      "footer",
      "foot",
      "Keep this page in front and the screen on: a hidden page is slowed down.",
    ),
  );
  let shownProfile: PageState["profile"];
  return (state) => {
    const { connection, profile, result: found } = state;
    const isGoingOn = connection.state !== "ended" && found === undefined;
    dot.dataset["state"] = connection.state;
    say(device, connection.state === "ready" ? connection.deviceName : "");
    say(status, statusText(state));
    status.dataset["state"] = connection.state;
    overall.show(isGoingOn ? state.run : undefined);
    running.show(state.running, state.awake);
    result.show(found);
    entries.show(state.entries, found !== undefined);
    about.toggleAttribute("hidden", profile === undefined);
    if (profile !== undefined && profile !== shownProfile)
      facts.replaceChildren(
        ...factsOf(profile).map(([name, value]) =>
          el("div", "", el("dt", "", name), el("dd", "", value)),
        ),
      );
    shownProfile = profile;
  };
}

function statusText({ connection, run, running, result }: PageState): string {
  if (connection.state === "ended") return `${connection.reason} ${connection.remedy}`;
  if (result !== undefined) return "Done. You can close this page.";
  if (connection.state === "lost") return lostText(connection, running);
  if (running !== undefined) return phaseText(running);
  const pause = run?.told.pause ?? null;
  if (pause !== null) return pause;
  return connection.state === "connecting"
    ? "Connecting to the server…"
    : "Connected. Waiting for the next block…";
}

function lostText({ sinceMs }: Extract<Connection, { state: "lost" }>, running?: ShownBlock) {
  const since = `for ${Math.round(sinceMs / 1_000)} s`;
  const goesOn = running === undefined ? "" : " The measurement goes on meanwhile.";
  return `The server is out of reach ${since}; trying again.${goesOn}`;
}

function phaseText({ block, phase }: ShownBlock): string {
  switch (phase) {
    case "waiting-for-visible":
      return "Waiting until this page is in front.";
    case "loading":
      return `Loading ${block.arm.model} for ${block.arm.backend}…`;
    case "measuring":
      return "Measuring. Keep this page in front.";
  }
}

/** Of the whole run. */
function overallBar() {
  const bar = el("progress", "bar");
  bar.max = 1;
  bar.setAttribute("aria-label", "Progress of the whole run");
  const left = el("p", "left");
  const percent = el("span", "percent");
  const element = el("section", "overall", el("div", "progress", bar, percent), left);
  return {
    element,
    show(run: PageState["run"]) {
      element.toggleAttribute("hidden", run === undefined);
      if (run === undefined) return;
      const { part, leftMs } = overallOf(run, performance.now());
      bar.value = part;
      say(percent, `${Math.floor(100 * part)} %`);
      say(left, `Whole run: ${timeLeftText(leftMs)}`);
    },
  };
}

function runningCard() {
  const title = el("h2");
  const arm = el("p", "arm");
  const bar = el("progress", "bar");
  bar.max = 1;
  bar.setAttribute("aria-label", "Progress of this block");
  const percent = el("span", "percent");
  const now = el("p", "now");
  const spark = sparkline();
  const awake = el("p", "hint");
  const element = el(
    "section",
    "card running",
    title,
    arm,
    el("div", "progress", bar, percent),
    now,
    spark.element,
    awake,
  );
  return {
    element,
    show(running: ShownBlock | undefined, isAwake: boolean) {
      element.toggleAttribute("hidden", running === undefined);
      if (running === undefined) return;
      const { block, progress, samplesMs } = running;
      const { backend, strategy, batch, threads } = block.arm;
      say(title, titleOf(block));
      say(arm, `${backend} · ${strategy} · batch ${batch} · ${threads} ${plural(threads)}`);
      bar.value = progress;
      say(percent, `${Math.round(100 * progress)} %`);
      say(now, samplesMs.length === 0 ? "" : milliseconds(medianOf(samplesMs)));
      now.toggleAttribute("hidden", samplesMs.length === 0);
      spark.show(samplesMs);
      say(awake, isAwake ? "The screen stays on." : "");
    },
  };
}

function plural(threads: number): string {
  return threads === 1 ? "thread" : "threads";
}
