import { existsSync } from "node:fs";
import { describeEnd } from "../machine/machine.ts";
import { bindingFile, buildEnvironment } from "./tfjs-package.ts";
import { ownDownloadFailedError, unreachableHostError } from "./errors.ts";
import { findLocalHeaders } from "./compile.ts";
import type { Source } from "./source.ts";

const limit = 5 * 60_000;
const defaultHost = "https://storage.googleapis.com/";

/** The package's install script: libtensorflow 2.9.1 and a prebuilt binding from one host. */
export const ownDownload: Source = {
  via: "own-download",
  name: "its own download",
  edition: "own",
  async make({ folder, tfjs, machine, reporter, signal }) {
    // The names that the install script itself reads, in its order.
    const { env } = machine;
    const host = env["TFJS_NODE_CDN_STORAGE"] ?? env["CDN_STORAGE"] ?? defaultHost;
    if (!URL.canParse(host)) throw ownDownloadFailedError(`"${host}" is no URL`);
    reporter.step("asking tfjs-node's download host");
    if (!(await machine.reaches(host, signal)))
      throw unreachableHostError(host, "tfjs-node's prebuilt libraries");

    reporter.step("downloading TensorFlow with tfjs-node's installer");
    // It compiles where its host has no binding for this platform.
    const headers = await findLocalHeaders(machine);
    const end = await machine.run({
      program: machine.nodePath,
      args: ["scripts/install.js"],
      cwd: folder,
      env: {
        ...buildEnvironment(tfjs, machine),
        ...(headers === undefined ? {} : { npm_config_nodedir: headers }),
      },
      limit,
      signal,
    });
    // Its exit code is 0 after some failures, so the binding itself is looked for.
    if (!existsSync(bindingFile(folder, tfjs.nodeApi)))
      throw ownDownloadFailedError(describeEnd(end));
  },
};
