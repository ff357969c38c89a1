import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers for one purpose of one image: the same for the same index, whatever was drawn before. */
export class Draws {
  readonly #generator;

  constructor(purpose: number, index: number) {
    this.#generator = xoroshiro128plus(spread(index ^ spread(purpose)));
  }

  /** 32 random bits. */
  word(): number {
    return this.#generator.next() >>> 0;
  }

  /** From 0 to below `count`. */
  below(count: number): number {
    return Math.floor((this.word() / 2 ** 32) * count);
  }

  /** A multiple of 2⁻³² of the way. */
  between(from: number, to: number): number {
    return from + (this.word() / 2 ** 32) * (to - from);
  }
}

/** MurmurHash3's finaliser. */
function spread(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
