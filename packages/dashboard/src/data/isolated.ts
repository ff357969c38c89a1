const directionMarks = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name inside a sentence, such that it can't turn the direction of what stands after it. */
export function isolated(name: string): string {
  const plain = name.replaceAll(directionMarks, " ");
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
