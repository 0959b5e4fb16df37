/**
 * The annotations of a zone by the line that they speak of, made once for all rules: a zone may have
 * as many annotations as records.
 */
import type { Annotation } from "../src/zone/annotations.js";

/** By the list that the reader gave, which is the same for all rules. */
const finders = new WeakMap<readonly Annotation[], AnnotationFinder>();

export function annotationFinderOf(annotations: readonly Annotation[]): AnnotationFinder {
  const known = finders.get(annotations);
  if (known !== undefined) return known;
  const finder = new AnnotationFinder(annotations);
  finders.set(annotations, finder);
  return finder;
}

class AnnotationFinder {
  /** File → its annotations in the order of their entries, which never overlap. */
  private readonly byFile = new Map<string, Annotation[]>();

  constructor(annotations: readonly Annotation[]) {
    for (const annotation of annotations) {
      const list = this.byFile.get(annotation.file);
      if (list === undefined) this.byFile.set(annotation.file, [annotation]);
      else list.push(annotation);
    }
    for (const list of this.byFile.values()) list.sort((a, b) => a.firstLine - b.firstLine);
  }

  /** Annotations with this verb on the entry that has this line. */
  find(file: string, line: number, verb: string): Annotation[] {
    const found: Annotation[] = [];
    const list = this.byFile.get(file) ?? [];
    for (let i = endOfStarts(list, line) - 1; i >= 0; i--) {
      const annotation = list[i]!;
      if (annotation.lastLine < line) break;
      if (annotation.verb === verb) found.push(annotation);
    }
    return found.reverse();
  }
}

/** How many annotations are of entries that start at `line` or before. */
function endOfStarts(list: readonly Annotation[], line: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.firstLine <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
