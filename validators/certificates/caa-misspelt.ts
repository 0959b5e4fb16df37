import type { Rule } from "../rule.js";
import { caaPropertiesOf, caaToken, isIssueTag } from "./caa.js";
import { issuerOf } from "./issue-value.js";

/**
 * Names that large authorities have in CAA; the CCADB's report "CAA Identifiers" has those of all. A
 * name that is not close to one of these is taken as it is.
 */
const issuers = [
  "letsencrypt.org",
  "pki.goog",
  "digicert.com",
  "sectigo.com",
  "globalsign.com",
  "amazontrust.com",
  "identrust.com",
];
/** Of shorter names too many others are one letter away. */
const lengthMin = 8;

export const caaMisspelt: Rule = {
  id: "caa-misspelt",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 8659 §4.2",
  summary: "A CAA record names an authority that looks like a slip for a well-known one.",
  why: "Authorities compare the name letter by letter: the one you meant refuses to issue.",
  hint: "write the name as the authority's documentation has it",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, tag, value } of caaPropertiesOf(context.zone)) {
      if (!isIssueTag(tag)) continue;
      const issuer = issuerOf(value);
      if (issuer.length < lengthMin || issuer.length > 64 || issuers.includes(issuer)) continue;
      if (context.options.issuers.includes(issuer)) continue;
      const meant = issuers.find((name) => isSlipOf(issuer, name));
      if (meant === undefined) continue;
      found.at(record, caaToken.value, `"${issuer}" is not ${meant}`, `write "${meant}"`);
    }
    return found.diagnostics;
  },
};

/** The same name in another top-level domain, or one letter apart. */
function isSlipOf(issuer: string, name: string): boolean {
  const [known, top] = name.split(".");
  const labels = issuer.split(".");
  if (labels.length !== 2) return false;
  return (labels[0] === known && labels[1] !== top) || areOneLetterApart(issuer, name);
}

function areOneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restOfA = a.slice(start);
  const restOfB = b.slice(start);
  return (
    restOfA.slice(1) === restOfB.slice(1) ||
    restOfA.slice(1) === restOfB ||
    restOfA === restOfB.slice(1)
  );
}
