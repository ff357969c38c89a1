import { expect, test } from "vitest";
import { terminalReporter } from "./terminal-reporter.ts";

function recorded() {
  const said: string[] = [];
  let ms = 0;
  const status = {
    line: (text: string) => void said.push(text),
    update: (text: string) => void said.push(`~ ${text}`),
    clear: () => void said.push("~"),
  };
  const reporter = terminalReporter(status, () => ms);
  const bytes = (what: string, done: number, total: number) =>
    reporter.progress({ what, done, total, unit: "bytes" });
  return { said, reporter, bytes, at: (seconds: number) => (ms = 1_000 * seconds) };
}

test("downloads that go side by side share a line, with bytes and time left", () => {
  const { said, reporter, bytes, at } = recorded();
  reporter.note("downloading TensorFlow");
  bytes("tfjs", 0, 200e6);
  at(10);
  bytes("ort", 0, 100e6);
  at(11);
  bytes("tfjs", 50e6, 200e6);
  at(12);
  bytes("ort", 50e6, 100e6);
  reporter.progressEnded("tfjs");
  reporter.progressEnded("ort");
  expect(said).toEqual([
    "downloading TensorFlow",
    "~",
    "~ tfjs: 0.0 of 200.0 MB",
    "~ tfjs: 0.0 of 200.0 MB; ort: 0.0 of 100.0 MB",
    // 50 MB in 11 s leave 33 s.
    "~ tfjs: 50.0 of 200.0 MB, 33 s left; ort: 0.0 of 100.0 MB",
    // 50 MB in 12 s leave 36 s; 50 MB in 2 s leave 2 s.
    "~ tfjs: 50.0 of 200.0 MB, 36 s left; ort: 50.0 of 100.0 MB, 2 s left",
    "~ ort: 50.0 of 100.0 MB, 2 s left",
    "~",
  ]);
});

test("a sentence stays, and the work below it goes on; no more than five updates a second", () => {
  const { said, reporter, bytes, at } = recorded();
  bytes("tfjs", 1e6, 200e6);
  at(0.1);
  bytes("tfjs", 2e6, 200e6);
  reporter.note("compiling");
  reporter.progressEnded("nothing that goes on");
  expect(said).toEqual(["~ tfjs: 1.0 of 200.0 MB", "compiling", "~ tfjs: 2.0 of 200.0 MB"]);
});
