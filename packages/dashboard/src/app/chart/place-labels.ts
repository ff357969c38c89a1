export interface Labelled {
  /** Of the mark, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface Placed {
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
