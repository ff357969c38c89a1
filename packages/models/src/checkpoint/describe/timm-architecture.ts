import { unsupportedCheckpointError } from "../errors.ts";
import {
  mobileArchitectures,
  refusedArchitectures,
  renamedArchitectures,
  vitArchitectures,
  type ViTArchitecture,
} from "./timm-architectures.ts";

export interface TimmArchitecture {
  /** Without a tag, and as timm calls it today. */
  readonly name: string;
  /** Undefined for a mobile model: its shape follows from its name. */
  readonly vit: ViTArchitecture | undefined;
}

/**
 * What timm's registry says of an architecture.
 * @param said "vit_base_patch16_224", also with a tag: "vit_base_patch16_224.augreg_in21k"
 * @throws `unsupported-checkpoint` for one that is none of ours
 */
export function timmArchitecture(said: string, source: string): TimmArchitecture {
  const untagged = said.split(".")[0] ?? said;
  const name = own(renamedArchitectures, untagged) ?? untagged;
  const vit = own(vitArchitectures, name);
  if (vit !== undefined || mobileArchitectures.includes(name)) return { name, vit };
  const reason = own(refusedArchitectures, name);
  throw unsupportedCheckpointError(
    source,
    reason === undefined
      ? `"${said}" is none of timm's plain ViTs, DeiTs, MobileViTs and MobileNetV3s`
      : `"${said}" can't be run here: ${reason}`,
  );
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
