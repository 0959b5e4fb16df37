/**
 * What is wrong with the comments that are addressed to the checker: words it does not know, and
 * permissions that nothing needed.
 */
import { changeRules } from "../../validators/change/changes.js";
import { liveRules } from "../../validators/live/live.js";
import { ruleOf } from "../../validators/registry.js";
import { dayOf } from "../../validators/resilience/expiry.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { limits } from "../base/limits.js";
import type { Annotation } from "../zone/annotations.js";

interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** What each verb asks of the words behind it. */
const verbs: { readonly [verb: string]: (words: readonly string[]) => Fault | undefined } = {
  allow: allowFault,
  owned: () => undefined,
  expires: ([date]) =>
    date !== undefined && dayOf(date) !== undefined
      ? undefined
      : { message: `"${date ?? ""}" is no date`, hint: "write expires=YYYY-MM-DD" },
};

/**
 * Rules that have something to say only while a change is under way, or when the DNS is asked: that
 * they are silent now does not mean that a permission is not needed.
 */
const occasional = new Set([...changeRules, ...liveRules].map(({ id }) => id));

/** Comments that say what the checker does not understand. */
export function badAnnotations(annotations: readonly Annotation[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const annotation of annotations) {
    const fault = faultOf(annotation);
    if (fault !== undefined) found.push(diagnosticAt(annotation, "bad-annotation", fault));
    if (found.length === limits.diagnosticsPerZoneMax) break;
  }
  return found;
}

/** Permissions for rules that were looked at (`ran`) and found nothing. */
export function unusedSuppressions(
  unused: readonly Annotation[],
  ran: (rule: string) => boolean,
): Diagnostic[] {
  return unused
    .filter((annotation) => {
      const [rule = ""] = annotation.words;
      return ran(rule) && !occasional.has(rule) && faultOf(annotation) === undefined;
    })
    .slice(0, limits.diagnosticsPerZoneMax)
    .map((annotation) =>
      diagnosticAt(annotation, "unused-suppression", {
        message: `nothing here breaks the rule ${annotation.words[0]}`,
        hint: "remove the comment",
      }),
    );
}

function faultOf({ verb, words }: Annotation): Fault | undefined {
  if (Object.hasOwn(verbs, verb)) return verbs[verb]?.(words);
  return {
    message: `"${verb}" is nothing that can be said to fivenines here`,
    hint: `write one of ${Object.keys(verbs).join(", ")}`,
  };
}

function allowFault([id, ...reason]: readonly string[]): Fault | undefined {
  if (id === undefined) {
    return { message: "no rule is named that is to be allowed", hint: "write allow RULE reason" };
  }
  const rule = ruleOf(id);
  if (rule === undefined) {
    return { message: `"${id}" is no rule`, hint: "write the word in brackets behind the finding" };
  }
  if (rule.sets.includes("load")) {
    return {
      message: `${id} keeps a zone from being served, and cannot be allowed`,
      hint: "mend the record",
    };
  }
  return reason.length === 0
    ? { message: `no reason is given for allowing ${id}`, hint: "add a few words that say why" }
    : undefined;
}

function diagnosticAt({ file, line, column }: Annotation, code: string, fault: Fault): Diagnostic {
  return { code, severity: "warning", ...fault, file, line, column };
}
