/** Indexes of images: what is made of one depends on it alone. Training draws those below. */
export const firstOf = {
  heldOut: 2_000_000_000,
  test: 2_010_000_000,
  unseen: 2_020_000_000,
} as const;
