// The example's backend. Where it is first opened in a worker, it goes through the conformance cases
// there; each worker notes itself in the file OPENED.
import { appendFileSync, existsSync } from "node:fs";
import { conformanceCases } from "vmoe-bench";
import openPlainJs from "../../examples/own-backend.js";

export default async function open() {
  const notes = process.env["OPENED"];
  if (process.send === undefined || notes === undefined) return openPlainJs();
  const isFirst = !existsSync(notes);
  appendFileSync(notes, `${process.pid} of ${process.ppid}\n`);
  if (isFirst) for (const one of cases()) await conforms(one);
  return openPlainJs();

  /** @param {import("vmoe-bench").ConformanceCase} one */
  async function conforms(one) {
    await one.run();
    appendFileSync(/** @type {string} */ (notes), `ok: ${one.name}\n`);
  }
}

function cases() {
  return conformanceCases(openPlainJs, {
    tolerance: 1e-6,
    threads: 1,
    supports: (strategy) => strategy === "dense" || strategy === "gather",
  });
}
