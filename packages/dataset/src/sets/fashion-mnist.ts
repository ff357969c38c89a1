import { fileURLToPath } from "node:url";
import type { SplitName } from "../dataset.ts";
import { parseIdx, requireLabels } from "../read/records.ts";
import type { DatasetDefinition, Decoded, LoadFile } from "./definition.ts";

/** Names in label order, as the data set's authors spell them. */
const classes = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

const info = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  classes,
  channels: 1,
  height: 28,
  width: 28,
  splits: { train: 60_000, test: 10_000 },
  licence: "MIT",
  homepage: "https://github.com/zalandoresearch/fashion-mnist",
} as const;

const files = {
  train: {
    images: {
      name: "train-images-idx3-ubyte",
      bytes: 47_040_016,
      sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      bytes: 60_008,
      sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      bytes: 7_840_016,
      sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      bytes: 10_008,
      sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
  },
} as const;

const shipped = fileURLToPath(new URL("../../data/fashion-mnist", import.meta.url));
/** Where Debian's package `dataset-fashion-mnist` puts it. */
const debian = "/usr/share/datasets/fashion-mnist";

export const fashionMnist: DatasetDefinition = {
  info,
  folder: "fashion-mnist",
  files: {
    train: [files.train.images, files.train.labels],
    test: [files.test.images, files.test.labels],
  },
  installed: { train: [debian], test: [shipped, debian] },
  download: {
    kind: "files",
    base: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  },
  remedy:
    "Run `apt-get install dataset-fashion-mnist` (Debian, Ubuntu), or set VMOE_BENCH_DATA to a folder with the files, or allow the download with --allow-download.",

  async decode(split: SplitName, load: LoadFile): Promise<Decoded> {
    const { height, width, classes } = info;
    const count = info.splits[split];
    const images = await load(files[split].images);
    const labels = await load(files[split].labels);
    const decoded = {
      pixels: parseIdx(images, [count, height, width]),
      labels: parseIdx(labels, [count]),
    };
    requireLabels(labels.path, decoded.labels, classes.length);
    return decoded;
  },
};
