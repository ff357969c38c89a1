/** Bounds on what comes from outside; all are far above what a data set of photos has. */
export const limits = {
  images: 5_000_000,
  classes: 100_000,
  folderDepth: 16,
  /** Of an encoded image. */
  fileBytes: 256 * 1024 * 1024,
  /** Of a label file or a table. */
  labelFileBytes: 64 * 1024 * 1024,
  /** Of a decoded image: 100 megapixels. */
  pixels: 100_000_000,
  /** Of files in a shard that may have a class. */
  classFileBytes: { cls: 1_024, json: 65_536, txt: 1_024 },
  shards: 100_000,
  /** Of a shard that is compressed: it is unpacked in memory. */
  unpackedShardBytes: 2 * 2 ** 30,
} as const;
