// The example's backend. Where it is first opened in a worker, it goes through the conformance cases
// there; each worker notes itself in the file OPENED.
import { appendFileSync, existsSync } from "node:fs";
import { conformanceCases } from "vmoe-bench";
import openPlainJs from "../../examples/own-backend.js";

export default async function open() {
  const notes = process.env["OPENED"];
  if (process.send !== undefined && notes !== undefined) await noteWorker(notes);
  return openPlainJs();
}

/** @param {string} notes */
async function noteWorker(notes) {
  const isFirst = !existsSync(notes);
  appendFileSync(notes, `${process.pid} of ${process.ppid}\n`);
  if (!isFirst) return;
  const cases = conformanceCases(openPlainJs, {
    tolerance: 1e-6,
    threads: 1,
    supports: (strategy) => strategy === "dense" || strategy === "gather",
  });
  for (const one of cases) {
    await one.run();
    appendFileSync(notes, `ok: ${one.name}\n`);
  }
}
