// Puts a backend through the conformance cases, and then measures with it.
//
//   node check-own-backend.js [SUITE [folder for the results]]
import { addBackend, conformanceCases, run } from "vmoe-bench";
import openPlainJs from "./own-backend.js";

const cases = conformanceCases(openPlainJs, {
  tolerance: 1e-6,
  threads: 1,
  supports: (strategy) => strategy === "dense" || strategy === "gather",
});
for (const one of cases) {
  await one.run();
  console.log(`ok: ${one.name}`);
}

const [suite, out = "results"] = process.argv.slice(2);
if (suite !== undefined) {
  addBackend("plain-js/cpu", new URL("./own-backend.js", import.meta.url));
  const { summary } = await run(suite, { out, backends: ["plain-js/cpu"], threads: [1] });
  for (const { arm, latency, reasons } of summary.rows)
    console.log(`${arm.model} on ${arm.backend}: ${latency?.medianMs ?? reasons.join(" ")} ms`);
}
