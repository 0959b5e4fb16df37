/**
 * Completes package-lock.json: adds the packages for other platforms that a registry did not offer
 * while the lock was written.
 *
 * Programs such as Biome come as one package a platform, all of them optional. A mirror that holds
 * only some leaves the others out of the lock, and `npm ci` then refuses it, here and everywhere.
 * An entry with the exact version that the parent asks for is enough: npm installs it only where
 * `os` and `cpu` match. It has no integrity, which only the registry could tell.
 *
 * Use after any change of dependencies: node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";

const path = "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8"));

const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "win32",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** Where a dependency of `parent` is looked for: beside its own, then a floor up. */
function findEntry(parent, name) {
  for (let at = parent; ; at = at.slice(0, at.lastIndexOf("/node_modules/"))) {
    const candidate = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[candidate] !== undefined) return candidate;
    if (!at.includes("/node_modules/")) break;
  }
  return lock.packages[`node_modules/${name}`] === undefined ? undefined : `node_modules/${name}`;
}

/** `linux-arm64-musl` at the end of a package's name says what it is for. */
function platformOf(name) {
  const words = name.slice(name.indexOf("/") + 1).split(/[-_]/);
  const os = systems.filter((system) => words.includes(system));
  let cpu = processors.filter((processor) => words.includes(processor));
  if (words.includes("ppc64le")) cpu = ["ppc64"];
  if (words.includes("armv7") || words.includes("armv6")) cpu = ["arm"];
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
  return { os, cpu, libc };
}

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const added = [];
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (findEntry(parent, name) !== undefined) continue;
    const { os, cpu, libc } = platformOf(name);
    // Without an exact version or a platform the entry would be a guess.
    if (!exactVersion.test(range) || os.length + cpu.length === 0) {
      console.error(`left out: ${name}@${range}, wanted by ${parent}`);
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...(cpu.length > 0 && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added.push(name);
  }
}

const names = Object.keys(lock.packages).sort((a, b) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} added${added.length > 0 ? `: ${added.join(", ")}` : ""}`);
