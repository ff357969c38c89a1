/** Of the layer norms, as timm's. */
export const epsilon = 1e-6;
