import { expandMacros } from "./spf-macro.js";
import type { SpfTerm } from "./spf-record.js";

/**
 * The name that a term asks about when the policy of `domain` is evaluated, which most terms need
 * not know; undefined if that depends on the mail, as with `%{i}`.
 */
export function targetOf(term: SpfTerm, domain: () => string | undefined): string | undefined {
  if (term.domain === "") return domain();
  return expandMacros(term.domain, (letter) => (letter === "d" ? domain() : undefined));
}
