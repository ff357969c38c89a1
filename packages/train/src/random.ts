/**
 * Mixes integers and names into one well-spread 32-bit number. It is how one seed gives independent
 * streams for each purpose, epoch and image, so that any of them can be drawn again without drawing
 * those before it: a resumed run sees what the whole run saw.
 */
export function mix(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === "number") hash = mixWord(hash, part);
    else for (let i = 0; i < part.length; i += 1) hash = mixWord(hash, part.charCodeAt(i));
  }
  return hash;
}

/** One step of {@link mix}, which allocates nothing: an FNV step and MurmurHash3's finaliser. */
export function mixWord(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
