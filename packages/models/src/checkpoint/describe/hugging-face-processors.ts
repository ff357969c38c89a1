// Written by reference/hugging_face_processors.py from transformers 5.24.0; change it there.

type Sides =
  { readonly height: number; readonly width: number } | { readonly shortest_edge: number };

/** What an image processor does where its file leaves the field out. */
export interface ProcessorDefaults {
  readonly size: Sides;
  readonly crop_size: Sides | null;
  /** Whether a size of one number is both sides, or the shortest. */
  readonly default_to_square: boolean;
  /** PIL's number of the interpolation. */
  readonly resample: number;
  readonly do_center_crop: boolean;
  readonly do_normalize: boolean;
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
  /** Only of ConvNext: below 384 pixels the shortest side becomes size / crop_pct, and the centre is cut out. */
  readonly crop_pct?: number;
}

export const processors: Readonly<Record<string, ProcessorDefaults>> = {
  BeitImageProcessor: {
    size: { height: 224, width: 224 },
    crop_size: { height: 224, width: 224 },
    default_to_square: true,
    resample: 3,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  BitImageProcessor: {
    size: { shortest_edge: 224 },
    crop_size: { height: 224, width: 224 },
    default_to_square: false,
    resample: 3,
    do_center_crop: true,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  },
  BlipImageProcessor: {
    size: { height: 384, width: 384 },
    crop_size: null,
    default_to_square: true,
    resample: 3,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  },
  CLIPImageProcessor: {
    size: { shortest_edge: 224 },
    crop_size: { height: 224, width: 224 },
    default_to_square: false,
    resample: 3,
    do_center_crop: true,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  },
  ChineseCLIPImageProcessor: {
    size: { shortest_edge: 224 },
    crop_size: { height: 224, width: 224 },
    default_to_square: false,
    resample: 3,
    do_center_crop: true,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  },
  ConvNextImageProcessor: {
    size: { shortest_edge: 384 },
    crop_size: null,
    default_to_square: false,
    resample: 3,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    crop_pct: 0.875,
  },
  DeiTImageProcessor: {
    size: { height: 256, width: 256 },
    crop_size: { height: 224, width: 224 },
    default_to_square: true,
    resample: 3,
    do_center_crop: true,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  MobileNetV1ImageProcessor: {
    size: { shortest_edge: 256 },
    crop_size: { height: 224, width: 224 },
    default_to_square: false,
    resample: 2,
    do_center_crop: true,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  PvtImageProcessor: {
    size: { height: 224, width: 224 },
    crop_size: null,
    default_to_square: true,
    resample: 3,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
  },
  SiglipImageProcessor: {
    size: { height: 224, width: 224 },
    crop_size: null,
    default_to_square: false,
    resample: 3,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  ViTImageProcessor: {
    size: { height: 224, width: 224 },
    crop_size: null,
    default_to_square: true,
    resample: 2,
    do_center_crop: false,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
};
