import { ortNodeBackend } from "@vmoe-bench/backends-node/ort";
import { tfjsNodeBackend } from "@vmoe-bench/backends-node/tfjs";
import type { Strategy } from "@vmoe-bench/contracts";
import type { FigureSet } from "../figure.ts";
import { measureColdStart } from "./cold-start.ts";
import { measureLatency } from "./latency.ts";
import { measureThroughput } from "./throughput.ts";

const onnx: readonly Strategy[] = ["gather", "branch", "split", "moe-op", "all-experts"];

/** The ways to run the chosen experts, each over the dense model of equal active FLOPs. */
export const strategyFigures: FigureSet = {
  "ort-6x64": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "6x64, 64 tokens",
      strategies: onnx,
      rounds: 30,
      limit: 1.03,
    }),
  "ort-12x192-50": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "12x192, 50 tokens",
      strategies: onnx,
      rounds: 10,
      limit: 1.01,
    }),
  "ort-12x192-197": () =>
    measureLatency(ortNodeBackend("cpu"), {
      subject: "12x192, 197 tokens",
      strategies: onnx,
      rounds: 6,
      limit: 1.01,
    }),
  "tfjs-6x64": () =>
    measureLatency(tfjsNodeBackend(), {
      subject: "6x64, 64 tokens",
      strategies: ["gather", "split", "all-experts"],
      rounds: 10,
      limit: 1.1,
    }),
  cold: measureColdStart,
  throughput: () => measureThroughput(ortNodeBackend("cpu"), ["gather", "branch", "split"]),
};
