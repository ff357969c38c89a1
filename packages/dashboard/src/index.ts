export { buildDashboardData, type DashboardInput } from "./data/build.ts";
export type { Dashboard } from "./data/build.ts";
export { trainingInputSchema, type TrainingInput } from "./data/training-schema.ts";
export {
  requireOwnFolder,
  writeDashboard,
  type WriteDashboardOptions,
} from "./write/write-dashboard.ts";
export { headlinesOf } from "./data/headlines.ts";
