/** Of ImageNet-1k at 224 pixels, as timm evaluates it. */
export const recipe = {
  channels: 3,
  size: 224,
  cropPart: 0.875,
  interpolation: "bicubic",
  resize: "shortest-side",
  orientation: "stored",
} as const;

export const classes = 1_000;
