import { openDashboardFiles, type DashboardFilesOptions } from "../write/write-dashboard.ts";
import type { Dashboard } from "./build.ts";

/** @returns files written */
export async function writeDashboard(
  dir: string,
  { data, details }: Dashboard,
  options?: DashboardFilesOptions,
): Promise<number> {
  const files = await openDashboardFiles(dir, options);
  for (const detail of details) await files.detail(detail);
  return files.data(data);
}
