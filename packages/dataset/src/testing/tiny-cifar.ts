import { cifarDefinition } from "../sets/cifar.ts";
import type { DatasetDefinition, Download } from "../sets/definition.ts";

/**
 * In the layout of CIFAR-100, with 1x1 RGB images: a record is coarse label, fine label, R, G, B.
 * Train: 4 images in two files; test: 2 in one.
 */
export function tinyCifar(download: Download = noDownload): DatasetDefinition {
  return cifarDefinition({
    info: {
      name: "cifar100",
      title: "Tiny",
      classes: ["apple", "bear", "car"],
      coarseClasses: ["plant", "other"],
      channels: 3,
      height: 1,
      width: 1,
      splits: { train: 4, test: 2 },
      licence: "none",
      homepage: "nowhere",
    },
    folder: "tiny",
    fileNames: { train: ["a.bin", "b.bin"], test: ["test.bin"] },
    download,
  });
}

const noDownload: Download = { kind: "files", base: "http://127.0.0.1:9/" };

export const tinyFiles = {
  "a.bin": Uint8Array.of(0, 0, 1, 2, 3, 1, 1, 4, 5, 6),
  "b.bin": Uint8Array.of(1, 2, 7, 8, 9, 0, 0, 10, 11, 12),
  "test.bin": Uint8Array.of(1, 2, 20, 21, 22, 0, 0, 30, 31, 32),
} as const;
