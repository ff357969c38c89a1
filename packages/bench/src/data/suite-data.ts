import { dataKey, type Preparing, type Suite } from "@vmoe-bench/contracts";
import { imagesPath } from "@vmoe-bench/dataset";
import { usableModels, type UsableModels } from "../run/models.ts";
import { requireNoImageOptions } from "../options/data-options.ts";
import { otherImagesError, Splits } from "../run/splits.ts";
import {
  type DataRequest,
  findImages,
  type ImageSet,
  imageSets,
  openImageSet,
} from "./image-sets.ts";
import { checkLabels } from "./check-labels.ts";

export interface OpenOptions extends Preparing {
  /** Whether a run was started with them: then its data stay as they are. */
  readonly fixed: boolean;
  /** `--images`: how many of them are wanted. */
  readonly images: number | undefined;
}

export interface SuiteData {
  /** As asked, with the data sets that its models make of image files. */
  readonly suite: Suite;
  readonly splits: Splits;
  readonly models: UsableModels;
}

/**
 * Opens the data of a suite. `--data` with the files of the suite's own data set is where that is read
 * from; with anything else it takes the place of the suite's data.
 * @throws what is wrong with the data, or with the models for them
 */
export async function openSuiteData(
  suite: Suite,
  request: DataRequest,
  { fixed, images, ...preparing }: OpenOptions,
): Promise<SuiteData> {
  const path = await imagesPath(suite.dataset, request.dir);
  if (path === undefined) {
    if (!fixed) requireNoImageOptions(request, suite.dataset.name);
    const splits = await Splits.open(suite, request.dir, preparing.signal);
    return { suite, splits, models: await usableModels(suite.models, "data set", preparing) };
  }
  // How many a suite takes of its own data says nothing about somebody's photos.
  const own = fixed || path !== request.dir;
  const count = own ? suite.dataset.images : images;
  const { split } = suite.dataset;
  const dataset = { split, ...(count === undefined ? {} : { images: count }) };
  const models = await usableModels(suite.models, "image files", preparing);
  const pictures = await findImages(path, split, request, preparing.reporter);
  const made = imageSets(pictures, models.usable, request);
  const sets = fixed ? namedAsBefore(made, suite, path) : made;
  const [first, ...more] = sets.map(({ name }) => ({ ...dataset, name }));
  if (first === undefined) throw new RangeError("A suite has no models.");
  const changed = { ...suite, dataset: first, moreDatasets: more };
  const opened = [];
  for (const set of sets) {
    const held = opened.map(({ dir }) => dir);
    const opening = await openImageSet(pictures, set, dataset, request, held, preparing);
    if (!fixed && request.labelShift === undefined)
      await checkLabels(pictures, opening, set.models, preparing);
    opened.push({ split: opening, dir: opening.folder, models: set.models });
  }
  return { suite: changed, splits: Splits.decoded(opened), models };
}

/**
 * The folder of images of a run that was started may be called something else by now: what the sets are
 * called stays, and their hash says whether they are the same.
 */
function namedAsBefore(
  sets: readonly ImageSet[],
  { dataset, moreDatasets }: Suite,
  path: string,
): ImageSet[] {
  const before = [dataset, ...moreDatasets];
  if (before.length !== sets.length)
    throw otherImagesError(
      path,
      before.map(dataKey),
      sets.map(({ name }) => dataKey({ name, split: dataset.split })),
    );
  return sets.map((set, i) => ({ ...set, name: before[i]?.name ?? set.name }));
}
