/**
 * Makes the one package that the world gets, vmoe-bench-VERSION.tgz, from what was built. The rooms
 * travel inside it as bundled packages, laid out as Node finds them: so workers that are found by URL,
 * lazy loading and the page's files work there as they do here.
 *
 * node scripts/pack.js [folder that the archive goes to]
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const words = z.record(z.string(), z.string());
/** What is read here of a package.json. */
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string().optional(),
  license: z.string().optional(),
  engines: words.optional(),
  dependencies: words.optional(),
  scripts: words.optional(),
  exports: z.unknown().optional(),
});

/** As our own rooms say what they offer. */
const exportsSchema = z.record(z.string(), words);

const root = fileURLToPath(new URL("..", import.meta.url));
const out = resolve(process.argv[2] ?? root);
const own = readManifest(root);

/** Measures ourselves; not for the world. */
const leftOut = new Set(["lab"]);
/** Built into the page and the dashboard, and imported by nothing outside of a browser. */
const inPages = new Set([
  "@observablehq/plot",
  "@litertjs/core",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-webgl",
  "@tensorflow/tfjs-backend-webgpu",
  "onnxruntime-web",
]);
/**
 * Their install scripts download from hosts of their own, and an installation fails where those do not
 * answer. So they travel without scripts, and without what those would get: `vmoe-bench setup` gets it.
 */
const withoutScripts = [
  {
    name: "@tensorflow/tfjs-node",
    kept: ["binding", "binding.gyp", "dist", "scripts"],
    only: null,
  },
  { name: "onnxruntime-node", kept: ["dist", "lib"], only: ["onnxruntime-common"] },
];
const notCopied = /(\.map|\.tsbuildinfo|\.test\.(js|d\.ts))$|[\\/](testing|fixtures|\.turbo)$/;

const stage = mkdtempSync(join(tmpdir(), "vmoe-bench-pack-"));
try {
  const rooms = readdirSync(join(root, "packages")).filter((name) => !leftOut.has(name));
  const outside = Object.fromEntries(rooms.flatMap((room) => Object.entries(stageRoom(room))));
  const changed = withoutScripts.map(stageWithoutScripts);
  for (const { name } of changed) delete outside[name];
  stageSelf(
    rooms.map((name) => `@vmoe-bench/${name}`),
    changed,
    outside,
  );
  mkdirSync(out, { recursive: true });
  const npm = process.env["npm_execpath"];
  const [program, before] = npm?.endsWith(".js") === true ? [process.execPath, [npm]] : ["npm", []];
  const args = ["pack", stage, "--ignore-scripts", "--silent", "--pack-destination", out];
  const name = execFileSync(program, [...before, ...args], { cwd: stage, encoding: "utf8" }).trim();
  const file = join(out, basename(name));
  process.stdout.write(`${file} (${(statSync(file).size / 1e6).toFixed(1)} MB)\n`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/**
 * @param {string} room
 * @returns {Record<string, string>} what it needs of others
 */
function stageRoom(room) {
  const from = join(root, "packages", room);
  const to = join(stage, "node_modules", "@vmoe-bench", room);
  const { name, version, license, dependencies = {}, exports } = readManifest(from);
  for (const part of room === "page" ? ["dist/index.html", "dist/assets"] : shipped(from))
    copy(join(from, part), join(to, part));
  const needed = Object.entries(dependencies).filter(([one]) => !inPages.has(one));
  /** @type {Record<string, object>} */
  const offered = {};
  for (const [path, { types, default: built }] of Object.entries(
    exportsSchema.parse(exports ?? {}),
  ))
    if (!path.endsWith("/testing")) offered[path] = { types, default: built };
  writeManifest(to, {
    name,
    version,
    private: true,
    license,
    type: "module",
    exports: offered,
    dependencies: room === "page" ? {} : Object.fromEntries(needed),
  });
  const others = needed.filter(([one]) => !one.startsWith("@vmoe-bench/"));
  return room === "page" ? {} : Object.fromEntries(others);
}

/**
 * @param {string} from
 * @returns {string[]}
 */
function shipped(from) {
  if (!existsSync(join(from, "dist"))) throw new Error(`${from} is not built: npm run build.`);
  return ["dist", "data", "zoo"].filter((name) => existsSync(join(from, name)));
}

/** @param {{ name: string, kept: string[], only: string[] | null }} part */
function stageWithoutScripts({ name, kept, only }) {
  const from = join(root, "node_modules", name);
  const to = join(stage, "node_modules", name);
  const { dependencies = {}, ...rest } = readManifest(from);
  const texts = readdirSync(from).filter((file) => /^(README|LICEN[CS]E|NOTICE)/i.test(file));
  for (const part of [...kept, ...texts]) copy(join(from, part), join(to, part));
  const needed = Object.entries(dependencies).filter(([one]) => only?.includes(one) ?? true);
  writeManifest(to, {
    ...rest,
    scripts: undefined,
    files: undefined,
    // npm would compile a package that has a binding.gyp and no scripts.
    gypfile: false,
    dependencies: Object.fromEntries(needed),
  });
  return { name, version: rest.version };
}

/**
 * @param {string[]} rooms
 * @param {{ name: string, version: string }[]} changed
 * @param {Record<string, string>} outside
 */
function stageSelf(rooms, changed, outside) {
  for (const name of [
    "suites",
    "recipes",
    "devices",
    "queues",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
  ])
    copy(join(root, name), join(stage, name));
  mkdirSync(join(stage, "bin"));
  const start =
    '#!/usr/bin/env node\nimport { main } from "@vmoe-bench/cli/main";\nawait main();\n';
  writeFileSync(join(stage, "bin", "vmoe-bench.js"), start, { mode: 0o755 });
  for (const file of ["index.js", "index.d.ts"])
    writeFileSync(join(stage, file), 'export * from "@vmoe-bench/bench/api";\n');
  const inside = [...rooms.map((name) => ({ name, version: own.version })), ...changed];
  /** @type {[string, string][]} */
  const all = [
    ...Object.entries(outside),
    ...inside.map(({ name, version }) => /** @type {[string, string]} */ ([name, version])),
  ];
  writeManifest(stage, {
    name: own.name,
    version: own.version,
    description: own.description,
    license: own.license,
    gitHead: commit(),
    type: "module",
    engines: own.engines,
    bin: { "vmoe-bench": "bin/vmoe-bench.js" },
    exports: {
      ".": { types: "./index.d.ts", default: "./index.js" },
      "./package.json": "./package.json",
    },
    files: [
      "bin",
      "index.js",
      "index.d.ts",
      "suites",
      "recipes",
      "devices",
      "queues",
      "CHANGELOG.md",
    ],
    dependencies: Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    bundleDependencies: inside.map(({ name }) => name),
  });
}

/** What it was built from, for the records of an installed program; undefined outside a checkout. */
function commit() {
  try {
    const args = ["-C", root, "rev-parse", "HEAD"];
    return execFileSync("git", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !notCopied.test(path) });
}

/** @param {string} folder */
function readManifest(folder) {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}

/**
 * @param {string} folder
 * @param {object} manifest
 */
function writeManifest(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
