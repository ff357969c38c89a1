import { join } from "node:path";
import { hubNameError } from "./errors.ts";

export interface HubName {
  /** "timm/deit_tiny_patch16_224.fb_in1k" */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** @throws `hub-name` */
export function parseHubName(name: string): HubName {
  const part = "[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
  const pattern = new RegExp(`^hf:(${part}/${part})(?:@(${part}))?$`);
  const [, repository, revision = "main"] = pattern.exec(name) ?? [];
  if (repository === undefined) throw hubNameError(name);
  return { repository, revision };
}

/** Where a model from the hub is kept. */
export function hubFolder(cache: string, name: string): string {
  const { repository, revision } = parseHubName(name);
  return join(cache, "hub", `${repository.replace("/", "--")}@${revision}`);
}
