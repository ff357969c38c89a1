// Reads the runs of a results folder and prints the numbers of their tables, as JSON.
//
//   node read-records.js [results folder]
import { listRuns, readRun, summarise } from "vmoe-bench";

const [folder = "results"] = process.argv.slice(2);
for (const { dir } of await listRuns(folder)) {
  const run = await readRun(dir);
  for (const { problem } of run.problems) console.error(problem);
  const { runId, rows } = summarise(run);
  for (const { arm, latency, top1, ratio, verdictText } of rows)
    console.log(
      JSON.stringify({
        run: runId,
        model: arm.model,
        backend: arm.backend,
        strategy: arm.strategy,
        medianMs: latency?.medianMs ?? null,
        top1: top1?.value ?? null,
        ratio: ratio?.ratio ?? null,
        verdict: verdictText,
      }),
    );
}
