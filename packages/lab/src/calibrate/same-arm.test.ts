import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PartialResults, removePartial } from "./same-arm.ts";

const one = { ratio: 1, low: 0.9, high: 1.1, rounds: 5 };

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-partial-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test("what is done is found again under the same settings only", async () => {
  const dir = await folder();
  const first = await PartialResults.open(dir, "aa", "settings 1");
  await first.add(one);
  await first.add({ ...one, ratio: 1.05 });
  const again = await PartialResults.open(dir, "aa", "settings 1");
  expect(again.done).toEqual([one, { ...one, ratio: 1.05 }]);
  expect((await PartialResults.open(dir, "aa", "settings 2")).done).toEqual([]);
});

test.each([
  ["cut off", '{"ratio":1,"lo'],
  ["no comparison", '{"ratio":-1}'],
])("a line that is %s is measured again, with what follows it", async (_, line) => {
  const dir = await folder();
  await (await PartialResults.open(dir, "aa", "s")).add(one);
  await appendFile(join(dir, "aa.jsonl"), `${line}\n${JSON.stringify(one)}\n`);
  const reopened = await PartialResults.open(dir, "aa", "s");
  expect(reopened.done).toEqual([one]);
  await reopened.add(one);
  expect((await PartialResults.open(dir, "aa", "s")).done).toHaveLength(2);
});

test("nothing is left when it is removed", async () => {
  const dir = await folder();
  await PartialResults.open(dir, "aa", "s");
  await removePartial(dir, "aa");
  expect(await readdir(dir)).toEqual([]);
});
