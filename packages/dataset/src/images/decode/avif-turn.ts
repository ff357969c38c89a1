/** How an AVIF says that its pixels are to be shown: first turned, then mirrored. */
export interface AvifTurn {
  /** Anti-clockwise, in degrees. */
  readonly angle: 0 | 90 | 180 | 270;
  readonly mirror: "none" | "top-bottom" | "left-right";
}

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

const angles = [0, 90, 180, 270] as const;
const mirrors = ["top-bottom", "left-right"] as const;

/**
 * The properties `irot` and `imir` of the primary item (ISO 23008-12). Decoders apply them always;
 * Pillow does not, and tells them as an EXIF orientation.
 * @throws RangeError for boxes that contradict themselves
 */
export function avifTurn(bytes: Uint8Array): AvifTurn {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const meta = boxes(contentOf(boxes(file), "meta").subarray(4));
  const properties = boxes(contentOf(meta, "iprp"));
  const known = boxes(contentOf(properties, "ipco"));
  const used = propertiesOf(primary(contentOf(meta, "pitm")), contentOf(properties, "ipma"));
  const valueOf = (type: string): number | undefined =>
    used
      .map((index) => known[index - 1])
      .find((box) => box?.type === type)
      ?.content.readUInt8(0);
  const mirror = valueOf("imir");
  return {
    angle: angles[(valueOf("irot") ?? 0) & 3] ?? 0,
    mirror: mirror === undefined ? "none" : (mirrors[mirror & 1] ?? "none"),
  };
}

function boxes(content: Buffer): Box[] {
  const list: Box[] = [];
  for (let at = 0; at + 8 <= content.length;) {
    const short = content.readUInt32BE(at);
    const long = short === 1;
    const size = long ? Number(content.readBigUInt64BE(at + 8)) : short || content.length - at;
    const header = long ? 16 : 8;
    if (size < header) throw new RangeError("a box is too short");
    const type = content.toString("latin1", at + 4, at + 8);
    list.push({ type, content: content.subarray(at + header, at + size) });
    at += size;
  }
  return list;
}

function contentOf(found: readonly Box[], type: string): Buffer {
  return found.find((box) => box.type === type)?.content ?? Buffer.alloc(0);
}

function primary(pitm: Buffer): number | undefined {
  if (pitm.length === 0) return undefined;
  return pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
}

/** Numbers of an item's properties, from 1. */
function propertiesOf(item: number | undefined, ipma: Buffer): number[] {
  if (item === undefined || ipma.length === 0) return [];
  const idBytes = ipma.readUInt8(0) === 0 ? 2 : 4;
  const indexBytes = ipma.readUInt8(3) & 1 ? 2 : 1;
  let at = 8;
  for (let entries = ipma.readUInt32BE(4); entries > 0; entries--) {
    const id = ipma.readUIntBE(at, idBytes);
    const count = ipma.readUInt8(at + idBytes);
    at += idBytes + 1;
    if (id === item)
      return Array.from({ length: count }, (_, i) => {
        const entry = ipma.readUIntBE(at + i * indexBytes, indexBytes);
        return indexBytes === 2 ? entry & 0x7fff : entry & 0x7f;
      });
    at += count * indexBytes;
  }
  return [];
}
