import { execFileSync } from "node:child_process";

/** Compiles the program before the tests that start it as a process (incremental, so usually instant). */
export default function buildOnce(): void {
  execFileSync("npx", ["tsc", "-p", "tsconfig.json"], { stdio: "inherit" });
}
