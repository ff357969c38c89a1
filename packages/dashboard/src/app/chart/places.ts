interface Labelled {
  /** The mark's place, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  /** Whether a line must say whose it is. */
  readonly isFar: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const characterPixels = 6.3;
const linePixels = 14;
const markPixels = 7;

const near = [
  { dx: 10, dy: 0, anchor: "start" },
  { dx: -10, dy: 0, anchor: "end" },
  { dx: 0, dy: -15, anchor: "middle" },
  { dx: 0, dy: 15, anchor: "middle" },
  { dx: 8, dy: -13, anchor: "start" },
  { dx: 8, dy: 13, anchor: "start" },
  { dx: -8, dy: -13, anchor: "end" },
  { dx: -8, dy: 13, anchor: "end" },
] as const;

const far = [30, 46, 62].flatMap((away) =>
  (["middle", "start", "end"] as const).flatMap((anchor) =>
    [-away, away].map((dy) => ({ dx: 0, dy, anchor })),
  ),
);

/**
 * Where each mark's label goes, so that none covers another one, a mark or the frame; null for those
 * that have no such place. Earlier marks choose first.
 */
export function placeLabels(
  marks: readonly Labelled[],
  frame: { readonly width: number; readonly height: number },
): (Placed | null)[] {
  const taken: Box[] = marks.map(({ x, y }) => around(x, y));
  return marks.map((mark) => {
    for (const { dx, dy, anchor } of [...near, ...far]) {
      const isFar = Math.abs(dy) > 20;
      const placed: Placed = { x: mark.x + dx, y: mark.y + dy, anchor, isFar };
      const box = boxOf(placed, mark.text.length * characterPixels);
      const inside =
        box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return placed;
    }
    return null;
  });
}

function around(x: number, y: number): Box {
  return {
    left: x - markPixels,
    right: x + markPixels,
    top: y - markPixels,
    bottom: y + markPixels,
  };
}

function boxOf({ x, y, anchor }: Omit<Placed, "isFar">, width: number): Box {
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { left, right: left + width, top: y - linePixels / 2, bottom: y + linePixels / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The shortest axis, as a part of its middle: what differs by less must not look as if by much. */
const leastSpan = 0.2;
/** A number at a tick takes this, with room beside it. */
const tickPixels = 52;

export interface ValueAxis {
  readonly isLog: boolean;
  readonly domain: readonly [from: number, to: number];
}

/** An axis of values that are not negative. */
export function axisOf(smallest: number, largest: number): ValueAxis {
  const isLog = smallest > 0 && largest / smallest > 4;
  if (isLog) return { isLog, domain: [smallest * 0.85, largest * 1.15] };
  const middle = (smallest + largest) / 2;
  const span = Math.max(1.2 * (largest - smallest), leastSpan * middle) || 1;
  return { isLog, domain: [middle - span / 2, middle + span / 2] };
}

/** Between an axis's values and pixels from its start. */
export function alongAxis({ isLog, domain: [from, to] }: ValueAxis, length: number) {
  const along = isLog ? Math.log : (value: number) => value;
  const [first, span] = [along(from), along(to) - along(from)];
  return {
    pixelOf: (value: number) => ((along(value) - first) / span) * length,
    valueAt: (pixel: number) => {
      const at = first + (pixel / length) * span;
      return isLog ? Math.exp(at) : at;
    },
  };
}

/** Round numbers between two positive ones, 1, 2 and 5 of each ten, as many as have room to be read. */
export function logTicks([from, to]: readonly [number, number], width: number): number[] {
  const room = Math.max(2, Math.floor(width / tickPixels));
  const decades: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++)
    decades.push(power);
  const ticks = (steps: readonly number[]) =>
    decades
      .flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(6))))
      .filter((tick) => tick >= from && tick <= to);
  const choices = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map(ticks);
  return choices.find(({ length }) => length <= room) ?? choices.at(-1) ?? [];
}

/** Places at least so far from each other, in their order; those of a crowd lie around its middle. */
export function spread(places: readonly number[], apart: number, end: number): number[] {
  const order = places.map((place, i) => ({ place, i })).toSorted((a, b) => a.place - b.place);
  const crowds: { middle: number; members: number[] }[] = [];
  const inside = (middle: number, members: readonly number[]) => {
    const half = ((members.length - 1) * apart) / 2;
    return Math.max(half, Math.min(middle, end - half));
  };
  for (const { place, i } of order) {
    let crowd = { middle: inside(place, [i]), members: [i] };
    for (;;) {
      const before = crowds.at(-1);
      const room = (apart * ((before?.members.length ?? 0) + crowd.members.length)) / 2;
      if (before === undefined || crowd.middle - before.middle >= room) break;
      crowds.pop();
      const [n, m] = [before.members.length, crowd.members.length];
      const members = [...before.members, ...crowd.members];
      const middle = (before.middle * n + crowd.middle * m) / (n + m);
      crowd = { middle: inside(middle, members), members };
    }
    crowds.push(crowd);
  }
  const result = places.map(() => 0);
  for (const { middle, members } of crowds) {
    const first = middle - ((members.length - 1) * apart) / 2;
    for (const [place, i] of members.entries()) result[i] = first + place * apart;
  }
  return result;
}
