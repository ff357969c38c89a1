import { join } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import { curveColumns, type EpochRecord } from "./epoch.ts";

/** In TensorBoard's pattern; it goes by the name. */
const eventFileName = "events.out.tfevents.0.vmoe-bench";

/**
 * Writes a run's curve so far for other programs: a table and TensorBoard's events.
 * @param folder of the run
 * @throws FileNotWritableError
 */
export async function writeCurves(folder: string, curve: readonly EpochRecord[]): Promise<void> {
  await writeFileWhole(join(folder, "curve.csv"), curveCsv(curve));
  await writeFileWhole(join(folder, eventFileName), eventFile(curve));
}

export function curveCsv(curve: readonly EpochRecord[]): string {
  const rows = curve.map((record) => curveColumns.map(({ value }) => value(record) ?? ""));
  return [curveColumns.map(({ name }) => name), ...rows]
    .map((row) => `${row.join(",")}\n`)
    .join("");
}

/**
 * A training's curve as TensorBoard's event file: TFRecords of `Event` messages, whose format TensorFlow
 * gives in `record_writer.h` and `event.proto`. A step is an epoch, and the time of an event is how many
 * seconds were trained, so that the same curve is the same file.
 */
export function eventFile(curve: readonly EpochRecord[]): Uint8Array {
  let seconds = 0;
  const events = curve.map((record) => {
    seconds += record.seconds;
    const values = curveColumns.flatMap(({ tag, value }) => {
      const number = value(record);
      return tag === undefined || number === undefined ? [] : [scalar(tag, number)];
    });
    const summary = message(5, Buffer.concat(values));
    return Buffer.concat([wallTime(seconds), varint(2 << 3), varint(record.epoch), summary]);
  });
  const version = Buffer.concat([wallTime(0), text(3, "brain.Event:2")]);
  return Buffer.concat([version, ...events].map(framed));
}

/** A TFRecord: length, its checksum, the bytes, theirs. */
function framed(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, checksum(length), bytes, checksum(bytes)]);
}

/** Masked, since a checksum of bytes that hold checksums says little. */
function checksum(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes);
  const masked = ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282_ead8) >>> 0;
  const four = Buffer.alloc(4);
  four.writeUInt32LE(masked);
  return four;
}

function wallTime(seconds: number): Uint8Array {
  const nine = Buffer.alloc(9);
  nine.writeUInt8((1 << 3) | 1);
  nine.writeDoubleLE(seconds, 1);
  return nine;
}

/** `Summary.Value` with a tag and a `simple_value`. */
function scalar(tag: string, value: number): Uint8Array {
  const five = Buffer.alloc(5);
  five.writeUInt8((2 << 3) | 5);
  five.writeFloatLE(value, 1);
  return message(1, Buffer.concat([text(1, tag), five]));
}

function text(field: number, value: string): Uint8Array {
  return message(field, Buffer.from(value));
}

function message(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  return Uint8Array.from([...bytes, left]);
}

/** Castagnoli's polynomial, with its bits from right to left. */
const polynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1)
    value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
});

/** CRC-32C (RFC 3720, appendix B.4), which Node's zlib does not have. */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffff_ffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}
