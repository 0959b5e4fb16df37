/** `; fivenines: allow RULE reason`: findings that somebody looked at and decided to live with. */
import { annotationFinderOf } from "../../validators/annotation-finder.js";
import type { Diagnostic } from "../base/diagnostic.js";
import type { Annotation } from "../zone/annotations.js";

export interface Suppressed {
  readonly kept: readonly Diagnostic[];
  readonly suppressed: readonly Diagnostic[];
  /** Annotations that no finding needed. */
  readonly unused: readonly Annotation[];
}

/** An error of loading is never lived with: the zone could not be served. */
export function suppress(
  diagnostics: readonly Diagnostic[],
  annotations: readonly Annotation[],
  canBeSuppressed: (code: string) => boolean,
): Suppressed {
  const allowing = annotations.filter(({ verb, words }) => verb === "allow" && words.length > 0);
  if (allowing.length === 0) return { kept: diagnostics, suppressed: [], unused: [] };
  const used = new Set<Annotation>();
  const kept: Diagnostic[] = [];
  const suppressed: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const by = permissionsFor(diagnostic, annotations);
    if (by.length === 0 || !canBeSuppressed(diagnostic.code)) kept.push(diagnostic);
    else {
      suppressed.push(diagnostic);
      for (const annotation of by) used.add(annotation);
    }
  }
  return { kept, suppressed, unused: allowing.filter((annotation) => !used.has(annotation)) };
}

function permissionsFor(
  { code, file, line }: Diagnostic,
  annotations: readonly Annotation[],
): Annotation[] {
  if (file === undefined || line === undefined) return [];
  const onEntry = annotationFinderOf(annotations).find(file, line, "allow");
  return onEntry.filter(({ words }) => words[0] === code);
}
