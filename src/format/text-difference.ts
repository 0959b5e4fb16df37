/** The difference between two versions of a file, as `diff -u` shows it. */
import { createTwoFilesPatch } from "diff";

/** Lines of a file beyond which nobody reads a difference, and finding the shortest takes minutes. */
const editsMax = 20_000;
const waitMs = 5000;

/** Octets that are no UTF-8 are shown as U+FFFD. */
export function differenceOf(path: string, before: Uint8Array, after: Uint8Array): string {
  const [one, two] = [before, after].map((bytes) => new TextDecoder().decode(bytes));
  const patch = createTwoFilesPatch(path, path, one!, two!, "", "", {
    context: 3,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    maxEditLength: editsMax,
    timeout: waitMs,
  });
  return patch ?? `${path}: too much is different to be shown\n`;
}
