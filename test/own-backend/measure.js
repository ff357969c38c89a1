// Measures a suite with the backend beside it until its first latency block has loaded the model, and
// prints who measured and what came out.
//
//   node measure.js SUITE FOLDER
import { addBackend, run } from "vmoe-bench";

const [suite = "", out = ""] = process.argv.slice(2);
const backend = "plain-js/cpu";
addBackend(backend, new URL("./opened.js", import.meta.url));
const stop = new AbortController();
const { summary } = await run(suite, {
  out,
  backends: [backend],
  threads: [1],
  signal: stop.signal,
  reporter: {
    blockEvent({ task }, { type }) {
      if (task.kind === "latency" && type === "started") stop.abort();
    },
  },
});
console.log(JSON.stringify({ pid: process.pid, summary }));
