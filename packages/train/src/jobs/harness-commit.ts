import { harnessProvenance } from "@vmoe-bench/runner";
import { projectRoot, projectVersion } from "@vmoe-bench/files";

/** The commit that trains; "-dirty" is appended where the tree has changes. */
export async function harnessCommit(): Promise<string> {
  const { commit, dirty } = await harnessProvenance(projectRoot, await projectVersion());
  return `${commit ?? "unknown"}${dirty === true ? "-dirty" : ""}`;
}
