/** The files of the project, as the tidy tests see them: what is kept in git, read from disk. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Folders that are made, not written. The same as in .gitignore; no git is needed to run tests. */
const madeFolders = new Set(["node_modules", ".git", "state", "coverage"]);

/** Paths below `folder`, relative to the project, with `/`; sorted. */
export function projectFiles(folder = "", matching = /./): string[] {
  const found: string[] = [];
  walk(join(projectRoot, folder), found);
  return found
    .map((path) => relative(projectRoot, path).split(sep).join("/"))
    .filter((path) => matching.test(path))
    .sort();
}

export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

/** The rows of the first Markdown table below the heading, as cells; without head and rule. */
export function tableBelow(markdown: string, heading: string): string[][] {
  const start = markdown.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const rows: string[][] = [];
  for (const line of markdown.slice(start + heading.length + 2).split("\n")) {
    if (line.startsWith("|"))
      rows.push(
        line
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim()),
      );
    else if (rows.length > 0 || line.startsWith("#")) break;
  }
  return rows.slice(2);
}

/** What stands between backticks. */
export function codeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

function walk(folder: string, found: string[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!madeFolders.has(entry.name) && !entry.name.startsWith("dist")) walk(path, found);
    } else if (entry.isFile() && !/\.(log|tgz|tsbuildinfo)$/.test(entry.name)) found.push(path);
  }
}
