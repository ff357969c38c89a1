import type { DatasetInfo, Labels, SplitName } from "../dataset.ts";
import type { Content } from "../read/content.ts";

/** A file of a data set as its authors published it, unpacked. On disk it may be gzipped. */
export interface ContentFile {
  readonly name: string;
  readonly bytes: number;
  /** The hash of the unpacked content; absent where shuffled copies are in use. */
  readonly sha256?: string;
}

/** From where the data set's authors let it be fetched. */
export type Download =
  | {
      /** Each file gzipped on its own; checked by the files' SHA-256. */
      readonly kind: "files";
      /** The file's name is put after it. */
      readonly base: string;
    }
  | {
      /** One .tar.gz with a folder that holds the files. */
      readonly kind: "archive";
      readonly url: string;
      readonly sha256: string;
      readonly maxBytes: number;
    };

export interface Decoded {
  readonly labels: Labels;
  readonly coarseLabels?: Uint8Array;
  /** [count,C,H,W] */
  readonly pixels: Uint8Array;
}

export type LoadFile = (file: ContentFile) => Promise<Content>;

/** All that is particular to one data set. */
export interface DatasetDefinition {
  readonly info: DatasetInfo;
  /** Its folder's usual name. */
  readonly folder: string;
  readonly files: Readonly<Record<SplitName, readonly ContentFile[]>>;
  /** Folders of an installed copy. */
  readonly installed: Readonly<Record<SplitName, readonly string[]>>;
  /** Null where nothing can be fetched. */
  readonly download: Download | null;
  /** How a user gets it. */
  readonly remedy: string;
  /** @param load reads one of `files[split]` */
  decode(split: SplitName, load: LoadFile): Promise<Decoded>;
}
