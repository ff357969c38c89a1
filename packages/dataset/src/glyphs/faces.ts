/** One weight of one font, as npm carries it: `@fontsource/<font>`, cut into files by code points. */
export interface Face {
  readonly font: string;
  readonly weight: number;
}

/** All weights of a font; images draw the font first, and then one of its weights. */
interface Family {
  readonly font: string;
  readonly weights: readonly number[];
}

const version = "5.3.0";

/** Those that training draws from. The TC ones lack what is written in mainland China only. */
const seen: readonly Family[] = [
  { font: "noto-sans-sc", weights: [300, 500, 900] },
  { font: "noto-serif-sc", weights: [400, 600, 900] },
  { font: "noto-sans-tc", weights: [400, 700] },
  { font: "noto-serif-tc", weights: [400, 700] },
  { font: "zcool-xiaowei", weights: [400] },
  { font: "zcool-qingke-huangyou", weights: [400] },
  { font: "ma-shan-zheng", weights: [400] },
  { font: "zhi-mang-xing", weights: [400] },
  { font: "liu-jian-mao-cao", weights: [400] },
];

/** A book hand, a round display face and a brush hand that training never sees. */
const unseen: readonly Family[] = [
  { font: "lxgw-wenkai", weights: [300, 500, 700] },
  { font: "zcool-kuaile", weights: [400] },
  { font: "long-cang", weights: [400] },
];

export const families = { seen, unseen } as const;
export type FaceSet = keyof typeof families;

/** In the order of the bank. */
export const faces: readonly Face[] = [...seen, ...unseen].flatMap(({ font, weights }) =>
  weights.map((weight) => ({ font, weight })),
);

/** What npm is asked for. */
export const fontPackages: readonly string[] = [...seen, ...unseen].map(
  ({ font }) => `${packageOf(font)}@${font === "ma-shan-zheng" ? "5.3.1" : version}`,
);

export function packageOf(font: string): string {
  return `@fontsource/${font}`;
}

export function faceName({ font, weight }: Face): string {
  return `${font} ${weight}`;
}
