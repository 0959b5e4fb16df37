/**
 * Walks a pack file from record to record by their heads, a block at a time. Where no record
 * starts, after a torn write or a flipped bit, it looks for the next one. Digests are checked where
 * a record is used, not here: most never are.
 */
import type { FileHandle } from "node:fs/promises";
import {
  type RecordHead,
  readRecordHead,
  readRecordText,
  recordHeadBytes,
  recordTextBytesMax,
} from "./image-record.js";

export interface FoundRecord {
  readonly offset: number;
  readonly head: RecordHead;
  readonly apex: string;
}

export interface ScanEnd {
  /** Where the last record ends: what follows is a torn tail. */
  readonly end: number;
  /** Octets passed over because no record could be made of them, the tail included. */
  readonly skippedBytes: number;
}

/** Holds any head with its text, and many usual records at once. */
const blockBytes = 2 * (1 << 20) + recordTextBytesMax;
const headRoom = recordHeadBytes + recordTextBytesMax;

export async function scanPack(
  handle: FileHandle,
  onRecord: (record: FoundRecord) => void,
): Promise<ScanEnd> {
  const { size } = await handle.stat();
  const block = new Uint8Array(Math.min(blockBytes, Math.max(size, 1)));
  let blockAt = 0;
  let blockEnd = 0;
  let at = 0;
  let end = 0;
  let skippedBytes = 0;
  while (size - at >= recordHeadBytes) {
    const needed = Math.min(headRoom, size - at);
    if (at < blockAt || at + needed > blockEnd) {
      const { bytesRead } = await handle.read(block, 0, block.length, at);
      // A file that became shorter meanwhile is someone else's doing; the digests will tell.
      if (bytesRead < recordHeadBytes) break;
      blockAt = at;
      blockEnd = at + bytesRead;
    }
    const inBlock = block.subarray(0, blockEnd - blockAt);
    const head = readRecordHead(inBlock, at - blockAt);
    const text = head && readRecordText(inBlock, at - blockAt);
    if (head === undefined || text === undefined || head.bytes > size - at) {
      at += 8;
      skippedBytes += 8;
      continue;
    }
    onRecord({ offset: at, head, apex: text.apex });
    at += head.bytes;
    end = at;
  }
  return { end, skippedBytes: skippedBytes + (size - at) };
}
