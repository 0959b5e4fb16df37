/**
 * Loaded before the program under test: kills it, as nobody can prevent, at the operation on its
 * sync state that KILL_AT counts, from 0. Each write has four: before it is opened, before and after
 * it is on the disk, and after it has its name.
 */
import fs from "node:fs/promises";

const killAt = Number(process.env.KILL_AT);
let count = 0;

function point() {
  if (count++ === killAt) process.kill(process.pid, "SIGKILL");
}

function isOurs(path) {
  return /[\\/]sync[\\/]/.test(String(path));
}

const { open, rename } = fs;
fs.open = async (path, flags, ...rest) => {
  if (!isOurs(path) || flags === "r") return open(path, flags, ...rest);
  point();
  const handle = await open(path, flags, ...rest);
  const { sync } = handle;
  handle.sync = async () => {
    point();
    await sync.call(handle);
    point();
  };
  return handle;
};
fs.rename = async (from, to) => {
  await rename(from, to);
  if (isOurs(to)) point();
};
