/** Folders of zones for whoever runs `fivenines check` over them, in the test or as a process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A working folder with these files, until the test ends. */
export function site(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export const head = `$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 2026112201 14400 3600 1209600 3600
@ NS ns1.example.net.
@ NS ns2.example.org.
`;
export const good = `${head}www A 192.0.2.1\n`;
export const loop = `${head}a CNAME b\nb CNAME a\n`;

/** Whatever happens, nobody is shown the inside of the program. */
export const insideOfProgram = /^\s+at .*\.[jt]s:\d+|unexpected fault/m;
