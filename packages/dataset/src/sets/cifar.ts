import type { DatasetInfo, SplitName } from "../dataset.ts";
import { parseRecords, recordBytes, type RecordLayout, type Records } from "../read/records.ts";
import type { ContentFile, DatasetDefinition, Decoded, Download, LoadFile } from "./definition.ts";

interface CifarOptions {
  readonly info: DatasetInfo;
  readonly folder: string;
  /** Names of each split's files, which hold the same number of images each. */
  readonly fileNames: Readonly<Record<SplitName, readonly string[]>>;
  readonly download: Download;
}

/** A data set in CIFAR's binary layout. With super-classes, a record has the coarse label first. */
export function cifarDefinition({
  info,
  folder,
  fileNames,
  download,
}: CifarOptions): DatasetDefinition {
  const layout: RecordLayout = {
    labelClasses: [
      ...(info.coarseClasses === undefined ? [] : [info.coarseClasses.length]),
      info.classes.length,
    ],
    imageBytes: info.channels * info.height * info.width,
  };
  const stride = recordBytes(layout);
  const files = (split: SplitName): ContentFile[] =>
    fileNames[split].map((name) => ({
      name,
      bytes: (info.splits[split] / fileNames[split].length) * stride,
    }));
  const filesOf = { train: files("train"), test: files("test") };

  return {
    info,
    folder,
    files: filesOf,
    installed: { train: [], test: [] },
    download,
    remedy: `Set VMOE_BENCH_DATA to a folder with the binary version from ${info.homepage}, or allow the download with --allow-download.`,

    async decode(split: SplitName, load: LoadFile): Promise<Decoded> {
      const parts: Records[] = [];
      for (const file of filesOf[split])
        parts.push(parseRecords(await load(file), file.bytes / stride, layout));
      const labels = (column: number) => joined(parts.map((part) => part.labels[column]));
      const pixels = joined(parts.map((part) => part.pixels));
      return info.coarseClasses === undefined
        ? { labels: labels(0), pixels }
        : { coarseLabels: labels(0), labels: labels(1), pixels };
    },
  };
}

/** The arrays one after another; a single one is not copied. */
function joined(arrays: readonly (Uint8Array | undefined)[]): Uint8Array {
  const parts = arrays.filter((part) => part !== undefined);
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const cifar10Classes = words("airplane automobile bird cat deer dog frog horse ship truck");

const cifar100CoarseClasses = words(`
  aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
  household_furniture insects large_carnivores large_man-made_outdoor_things
  large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals
  non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2
`);

const cifar100Classes = words(`
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
  butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch
  crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo
  keyboard lamp lawn_mower leopard lion lizard lobster man maple motorcycle mountain mouse
  mushroom oak orange orchid otter palm pear pickup_truck pine plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake
  spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
  train trout tulip turtle wardrobe whale willow wolf woman worm
`);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const common = {
  channels: 3,
  height: 32,
  width: 32,
  splits: { train: 50_000, test: 10_000 },
  licence: "none stated; cite Krizhevsky 2009",
  homepage: "https://www.cs.toronto.edu/~kriz/cifar.html",
} as const;

/** The archives are 170,052,171 and 168,513,733 bytes. */
const maxBytes = 200_000_000;

export const cifar10 = cifarDefinition({
  info: { ...common, name: "cifar10", title: "CIFAR-10", classes: cifar10Classes },
  folder: "cifar-10-batches-bin",
  fileNames: {
    train: [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`),
    test: ["test_batch.bin"],
  },
  download: {
    kind: "archive",
    url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    maxBytes,
  },
});

export const cifar100 = cifarDefinition({
  info: {
    ...common,
    name: "cifar100",
    title: "CIFAR-100",
    classes: cifar100Classes,
    coarseClasses: cifar100CoarseClasses,
  },
  folder: "cifar-100-binary",
  fileNames: { train: ["train.bin"], test: ["test.bin"] },
  download: {
    kind: "archive",
    url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
    maxBytes,
  },
});
