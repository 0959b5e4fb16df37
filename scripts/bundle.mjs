/**
 * Bundles what tsc has made of `src` and `validators` into dist/program, which is what is shipped.
 *
 * The compiled modules as few files: Node takes a third of a millisecond to find and open each
 * module, and of a hook that loads four hundred of them that is half the time. All files lie in one
 * folder, so that a thread's entry is beside whatever starts it, where
 * `new URL("./x.js", import.meta.url)` looks for it. Libraries stay outside, in node_modules.
 */
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { build } from "rolldown";

const modules = "dist/src";
/** What is started or loaded by its URL. */
const loadedByUrl = /(-thread|worker-entry|patient-responder)\.js$/;
const entries = readdirSync(modules, { recursive: true }).filter((path) => loadedByUrl.test(path));

const folder = "dist/program";

const { output } = await build({
  input: ["main.js", ...entries].map((path) => `${modules}/${path}`),
  platform: "node",
  external: (specifier) => !/^[./]/.test(specifier),
  output: {
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  },
});
chmodSync(`${folder}/main.js`, 0o755);
// What an earlier build left goes last, so that there is a whole program at any time.
const made = new Set(output.map(({ fileName }) => fileName));
for (const file of readdirSync(folder)) if (!made.has(file)) rmSync(`${folder}/${file}`);
