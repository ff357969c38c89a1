import type { MobileNetV3Config, MobileViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { fromTimm, mobileConfigOfTimm } from "@vmoe-bench/model";
import type { Description } from "./describe/description.ts";
import timmArchitectures from "./describe/timm-architectures.json" with { type: "json" };
import { brokenCheckpointError, headRemedy, unsupportedCheckpointError } from "./errors.ts";

/** The classifier's weight, by the families' names of it. */
const heads = ["classifier.weight", "head.fc.weight"];
/** timm trains these at 256 and 224 pixels. */
const usualSize = { mobilevit: 256, mobilenetv3: 224 };

interface MobileModel {
  readonly config: MobileNetV3Config | MobileViTConfig;
  readonly weights: WeightMap;
}

/** Whether timm calls it a MobileViT or a MobileNetV3. */
export function isMobile({ architecture }: Description): boolean {
  return familyOf(architecture) !== undefined;
}

/**
 * A mobile model of timm: its shape follows from its name, and its batch norms are folded.
 * @throws `unsupported-checkpoint`, `broken-checkpoint`, `wrong-weights`, InvalidValueError
 */
export function mobileModel(
  { architecture = "", imageSize, sizes }: Description,
  tensors: WeightMap,
  source: string,
  options: { readonly imageSize?: number | undefined },
  assumed: string[],
): MobileModel {
  const classes = heads.flatMap((name) => tensors.get(name)?.dims[0] ?? [])[0];
  if (classes === undefined)
    throw unsupportedCheckpointError(source, "it has no classifier, only features", headRemedy);
  const declared = new Map(sizes.map(({ size, value }) => [size, value]));
  const said = declared.get("classes");
  if (said !== undefined && said !== classes)
    throw brokenCheckpointError(
      source,
      `config.json says num_classes ${said}, its tensors are made for ${classes}`,
    );
  const size = options.imageSize ?? imageSize ?? usualSize[familyOf(architecture) ?? "mobilevit"];
  if (options.imageSize === undefined && imageSize === undefined)
    assumed.push(`Its images are ${size} x ${size} pixels, as timm's usually are.`);
  const task = { imageSize: size, channels: declared.get("channels") ?? 3, classes };
  const config = mobileConfigOfTimm(architecture, task, source);
  if (config === undefined)
    throw unsupportedCheckpointError(
      source,
      `"${architecture}" is not one of ${timmArchitectures.mobile.join(", ")}`,
    );
  return { config, weights: fromTimm(tensors, config, source) };
}

function familyOf(architecture = ""): keyof typeof usualSize | undefined {
  if (architecture.startsWith("mobilevit_")) return "mobilevit";
  return architecture.startsWith("mobilenetv3_") ? "mobilenetv3" : undefined;
}
