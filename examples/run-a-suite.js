// Runs a suite from a program and prints the median latency of each arm.
//
//   node run-a-suite.js SUITE [folder for the results]
import { run } from "vmoe-bench";

const [suite = "default", out = "results"] = process.argv.slice(2);
const { dir, summary } = await run(suite, {
  out,
  seed: 1,
  onNote: (sentence) => console.error(sentence),
});

for (const { arm, latency } of summary.rows)
  console.log(`${arm.model} on ${arm.backend}: ${latency?.medianMs?.toFixed(3) ?? "no number"} ms`);
console.log(`Records: ${dir}`);
