import { KnownError } from "@vmoe-bench/contracts";
import { byFolders } from "@vmoe-bench/dataset";
import type { DataRequest } from "../data/image-sets.ts";
import { given, one, optionsOf, type RequestOption } from "./option.ts";
import { oneOf, smallInteger } from "./values.ts";

/** What is asked of data where no option says otherwise. */
export const usualData: DataRequest = {
  dir: undefined,
  skipCorrupt: false,
  classMap: undefined,
  labels: undefined,
  orientation: "stored",
  labelShift: undefined,
};

const option = optionsOf<DataRequest>();
const orientations = ["stored", "exif"] as const;

export const labelsOption = option("labels", {
  flags: "--labels <file>",
  help: `the label file or table of the images, or "${byFolders}" for a class a folder`,
  ...one(String),
});

/** Every option that says which images and labels are taken, in the order in which a command says them. */
export const dataOptions: readonly RequestOption<DataRequest>[] = [
  option("dir", {
    flags: "--data <path>",
    help: "where the data set lies, or images to take instead: class folders, a label file, a .csv, .tar shards",
    ...one(String),
  }),
  option("skipCorrupt", {
    flags: "--skip-corrupt",
    help: "leave out images that can't be decoded, and count them",
    usual: false,
    ...given,
  }),
  option("classMap", {
    flags: "--class-map <file>",
    help: 'which of the model\'s classes the images\' are, as JSON: {"theirs": "the model\'s"}',
    ...one(String),
  }),
  labelsOption,
  option("orientation", {
    flags: "--orientation <which>",
    help: "take photos as they are stored, as timm and torchvision do, or turned by their EXIF",
    choices: orientations,
    usual: usualData.orientation,
    parse: oneOf(orientations),
    write: (which) => (which === usualData.orientation ? undefined : [which]),
  }),
  option("labelShift", {
    flags: "--label-shift <n>",
    help: "add this to labels that are bare numbers: -1 where they count from 1, 0 to keep them unasked",
    ...one(smallInteger),
  }),
];

/** Those that say where things lie, which may have moved since a run: the others say what it was. */
export const placeOptions: typeof dataOptions = dataOptions.filter(({ key }) =>
  ["dir", "classMap", "labels"].includes(key),
);

/**
 * Options that say how image files are read, where none are.
 * @param what is read instead
 * @throws `no-image-files`
 */
export function requireNoImageOptions(asked: DataRequest, what: string): void {
  const given = dataOptions.filter(({ key }) => key !== "dir").flatMap(({ write }) => write(asked));
  if (given.length > 0)
    throw new KnownError(
      "no-image-files",
      `${given.join(" ")} says how image files are read, and ${what} is read here.`,
      "Say with --data where your images are, or leave it out.",
    );
}
