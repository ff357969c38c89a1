/** What the TensorFlow wheel is called for a platform, and which of its files are needed. */
export interface WheelContents {
  /** As pip is asked for it. */
  readonly requirement: string;
  /** Path in the wheel to path below `deps`. */
  readonly files: ReadonlyMap<string, string>;
  /** Links in `deps/lib`, by the names that the addon is linked with. */
  readonly links: Readonly<Record<string, string>>;
}

/** One series for everyone: another TensorFlow is another number in the table. */
export const tensorflowSeries = "2.21";

const headers = [
  "c_api",
  "c_api_macros",
  "tf_attrtype",
  "tf_buffer",
  "tf_datatype",
  "tf_status",
  "tf_tensor",
  "tf_tstring",
  "eager/c_api",
].map((name) => `tensorflow/c/${name}.h`);
const platformHeaders = ["tensorflow/core/platform", "tsl/platform"].flatMap((folder) => [
  `${folder}/ctstring.h`,
  `${folder}/ctstring_internal.h`,
]);
const included = [...headers, ...platformHeaders, "xla/tsl/c/tsl_status.h"];

const linuxNames = new Map([
  ["linux x64", "tensorflow-cpu"],
  ["linux arm64", "tensorflow"],
]);

/** Undefined where TensorFlow has no wheel. */
export function wheelContents(platform: string, arch: string): WheelContents | undefined {
  const name = linuxNames.get(`${platform} ${arch}`);
  if (name !== undefined)
    return contents(name, {
      "libtensorflow.so": "libtensorflow_cc.so.2",
      "libtensorflow_framework.so": "libtensorflow_framework.so.2",
    });
  if (platform !== "darwin" || arch !== "arm64") return undefined;
  return contents("tensorflow", {
    "libtensorflow.2.dylib": "libtensorflow_cc.2.dylib",
    "libtensorflow_framework.2.dylib": "libtensorflow_framework.2.dylib",
  });
}

function contents(name: string, libraries: Readonly<Record<string, string>>): WheelContents {
  const files = new Map(
    Object.values(libraries).map((library) => [`tensorflow/${library}`, `lib/${library}`]),
  );
  for (const header of included) files.set(`tensorflow/include/${header}`, `include/${header}`);
  const links = Object.fromEntries(
    Object.entries(libraries).filter(([link, library]) => link !== library),
  );
  return { requirement: `${name}==${tensorflowSeries}.*`, files, links };
}
