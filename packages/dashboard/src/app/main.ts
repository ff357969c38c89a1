import { check, KnownError } from "@vmoe-bench/contracts";
import { z } from "zod";
import { dashboardSchema } from "../data/schema.ts";
import { forgetDetails, receiveDetail, receiveLive, showLive } from "./scripts.ts";
import { h } from "./dom.ts";
import { type Shell, startShell } from "./shell.ts";
import { sortTables } from "./table/order.ts";
import "./style/index.css";

// Zod makes faster validators from text, which the page's policy forbids.
z.config({ jitless: true });

let started = false;
let shell: Shell | undefined;

function receiveData(value: unknown): void {
  started = true;
  try {
    const data = check(dashboardSchema, value, "data.js");
    if (shell === undefined) shell = startShell(data);
    else {
      forgetDetails();
      shell.update(data);
    }
    showLive(data);
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    say(`${error.message.slice(0, 500)} Make the dashboard again with vmoe-bench dashboard.`);
  }
}

function say(text: string): void {
  document.body.append(h("main", {}, h("h1", {}, "vmoe-bench"), h("p", { role: "alert" }, text)));
}

Object.assign(globalThis, {
  vmoeBenchData: receiveData,
  vmoeBenchDetail: receiveDetail,
  vmoeBenchLive: receiveLive,
});
globalThis.addEventListener("load", () => {
  if (sortTables(document.querySelectorAll<HTMLTableElement>("main.tables table"))) return;
  if (!started) say("data.js is not beside this page, or is broken.");
});
