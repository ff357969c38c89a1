import { check, KnownError } from "@vmoe-bench/contracts";
import { z } from "zod";
import { dashboardSchema } from "../data/schema.ts";
import { receiveDetail } from "./details.ts";
import { h } from "./dom.ts";
import { startShell } from "./shell.ts";
import "./style.css";

// Zod makes faster validators from text, which the page's policy forbids.
z.config({ jitless: true });

let started = false;

function receiveData(value: unknown): void {
  started = true;
  try {
    startShell(check(dashboardSchema, value, "data.js"));
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    say(`${error.message.slice(0, 500)} Make the dashboard again with vmoe-bench report.`);
  }
}

function say(text: string): void {
  document.body.append(h("main", {}, h("h1", {}, "vmoe-bench"), h("p", { role: "alert" }, text)));
}

Object.assign(globalThis, { vmoeBenchData: receiveData, vmoeBenchDetail: receiveDetail });
globalThis.addEventListener("load", () => {
  if (!started) say("data.js is not beside this page, or is broken.");
});
