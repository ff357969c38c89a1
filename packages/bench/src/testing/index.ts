export { pixelProfile } from "./page-profile.ts";
