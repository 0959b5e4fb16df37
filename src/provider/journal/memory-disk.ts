/** What provider sync needs of a disk. All that is written is on it when the promise resolves. */
import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { lockState } from "../../base/state-lock.js";

export interface MemoryDisk {
  /** Null if there is no such file. Throws if it is larger than `bytesMax`. */
  read(path: string, bytesMax: number): Promise<string | null>;
  /** Whole or not at all, whatever happens in between. Makes folders. */
  replace(path: string, text: string): Promise<void>;
  /** Of a file that is there. */
  append(path: string, text: string): Promise<void>;
  /** Of a file that is there. */
  rename(from: string, to: string): Promise<void>;
  /** Makes the folder. */
  lock(folder: string): Promise<{ release(): void } | { readonly heldBy: number }>;
}

export const realDisk: MemoryDisk = {
  async read(file, bytesMax) {
    try {
      const { size } = await fs.stat(file);
      if (size > bytesMax) throw new Error(`${file} has ${size} octets, more than ${bytesMax}`);
      return await fs.readFile(file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  },

  async replace(file, text) {
    const folder = path.dirname(file);
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = `${file}.${randomUUID().slice(0, 8)}.new`;
    try {
      await write(aside, "wx", text);
      await fs.rename(aside, file);
    } catch (error) {
      await fs.rm(aside, { force: true });
      throw error;
    }
    await syncFolder(folder);
  },

  append: (file, text) => write(file, "a", text),

  async rename(from, to) {
    await fs.rename(from, to);
    await syncFolder(path.dirname(to));
  },

  async lock(folder) {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    return lockState(folder);
  },
};

async function write(file: string, flags: string, text: string): Promise<void> {
  const handle = await fs.open(file, flags, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is on the disk once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
