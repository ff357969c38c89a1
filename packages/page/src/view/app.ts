import type { Connection } from "../client/page-client.ts";
import { el, say } from "./dom.ts";
import { factsOf } from "../profile.ts";
import { entriesCard, overallBar, runningCard } from "./cards.ts";
import { resultCard } from "./result-card.ts";
import { type PageState, type ShownBlock } from "./state.ts";

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
    const { connection, profile, result: ended } = state;
    const isGoingOn = connection.state !== "ended" && ended === undefined;
    dot.dataset["state"] = connection.state;
    say(device, connection.state === "ready" ? connection.deviceName : "");
    say(status, statusText(state));
    status.dataset["state"] = connection.state;
    overall.show(isGoingOn ? state.run : undefined);
    running.show(state.running, state.awake);
    result.show(ended);
    entries.show(state.entries, ended !== undefined);
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
