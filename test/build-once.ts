import { execFileSync } from "node:child_process";

/** Builds the program before the tests that start it as a process (incremental: about a second). */
export default function buildOnce(): void {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
