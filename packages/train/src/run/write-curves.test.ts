import { readFile } from "node:fs/promises";
import { checkJson } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { z } from "zod";
import { type EpochRecord, epochRecordSchema } from "./epoch.ts";
import { crc32c, curveCsv, eventFile } from "./write-curves.ts";

const fixtureSchema = z.strictObject({
  curve: z.array(epochRecordSchema),
  /** As TensorBoard's reader gave them back. */
  events: z.array(
    z.strictObject({ tag: z.string(), step: z.int(), wallTime: z.number(), value: z.number() }),
  ),
  sha256: z.string(),
});
const place = new URL("testing/tensorboard.json", import.meta.url);
const fixture = checkJson(fixtureSchema, await readFile(place, "utf8"), "tensorboard.json");

test("CRC-32C is that of RFC 3720's examples", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd_794e);
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe306_9283);
});

test("an event file is the one that TensorBoard's reader read", async () => {
  const bytes = Uint8Array.from(eventFile(fixture.curve));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  expect(Buffer.from(hash).toString("hex")).toBe(fixture.sha256);
});

const of = (tag: string) => fixture.events.filter((event) => event.tag === tag);
const values = (tag: string) => of(tag).map(({ step, value }) => [step, Number(value.toFixed(6))]);
const column = (value: (record: EpochRecord) => number | undefined) =>
  fixture.curve.flatMap((record) => {
    const number = value(record);
    return number === undefined ? [] : [[record.epoch, number]];
  });

test("TensorBoard's reader gave back each epoch's numbers, at the seconds trained so far", () => {
  expect(values("loss/all")).toEqual(column(({ loss }) => loss));
  expect(values("loss/router")).toEqual(column(({ routerLoss }) => routerLoss));
  expect(values("top-1/train")).toEqual(column(({ trainAccuracy }) => trainAccuracy));
  expect(values("top-1/held out")).toEqual(column(({ heldOutAccuracy }) => heldOutAccuracy));
  expect(of("loss/all").map(({ wallTime }) => wallTime)).toEqual([1.5, 4, 7.25]);
});

test("a table has a line an epoch, and nothing where there was no router", () => {
  expect(curveCsv(fixture.curve)).toBe(
    [
      "epoch,loss,class_loss,router_loss,train_top1,held_out_top1,held_out_router,images_per_second,seconds",
      "1,2.25,2.25,,0.125,0.25,,100,1.5",
      "2,1.75,1.5,0.5,0.375,0.5,0.625,200,2.5",
      "300,0.5,0.25,0.125,0.9375,0.75,0.875,150,3.25",
      "",
    ].join("\n"),
  );
});
