/**
 * A file in the state folder that is replaced as a whole, so that it is never half written, and that
 * says by a digest whether it is as it was written.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { syncFolder } from "../control/folder-sync.js";

type KeptReading =
  | { readonly kind: "read"; readonly body: unknown }
  | { readonly kind: "absent" }
  | { readonly kind: "unusable"; readonly reason: string };

/** `format` is raised when the meaning of the body changes. */
export function readKept(file: string, format: number, bytesMax: number): KeptReading {
  let text: string;
  try {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "absent" };
    if (!stats.isFile()) return unusable("it is not a file");
    if (stats.size > bytesMax) return unusable(`it is larger than ${bytesMax} octets`);
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    return unusable(reasonOf(error));
  }
  const end = text.indexOf("\n");
  const [found, digest] = text.slice(0, Math.max(0, end)).split(" ");
  if (!/^\d+$/.test(found ?? "")) return unusable("it is damaged");
  if (found !== String(format)) return unusable("it is of another version of this program");
  const body = text.slice(end + 1);
  if (digest !== digestOf(body)) return unusable("it is damaged");
  try {
    return { kind: "read", body: JSON.parse(body) };
  } catch {
    return unusable("it is damaged");
  }
}

/** `body` is JSON. Rejects with what the disk says; the file is then as it was. */
export async function writeKept(file: string, format: number, body: string): Promise<void> {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.new`;
  const handle = await fs.promises.open(beside, "w", 0o600);
  try {
    await handle.writeFile(`${format} ${digestOf(body)}\n${body}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.promises.rename(beside, file);
  await syncFolder(path.dirname(file));
}

function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 16);
}

function unusable(reason: string): KeptReading {
  return { kind: "unusable", reason };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
