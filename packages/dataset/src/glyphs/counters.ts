/** In batches, shared with the thread that draws: what it has made, what was taken of it, and whether it failed. */
export const counters = { made: 0, taken: 1, failed: 2, all: 3 } as const;

/** Where the rest is not wanted; more batches than there are. */
export const allTaken = 0x7fff_ffff;
