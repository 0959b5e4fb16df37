/**
 * Macro strings of SPF (RFC 7208 §7): `%{ir}.%{v}._spf.%{d2}`. A letter stands for a value of the
 * mail being judged, the digits keep so many of its parts from the right, `r` turns them round, and
 * delimiters say where the value is split.
 */

/** Letters that a domain may have; `c`, `r` and `t` are for explanations only (§7.2). */
const domainLetters = "slodiphv";
const explanationLetters = "slodiphvcrt";
const macro = /^\{([a-z])(\d*)(r?)([.\-+,/_=]*)\}/i;

/** What is wrong with a macro string, or undefined. */
export function macroFault(text: string, use: "domain" | "explanation"): string | undefined {
  const letters = use === "domain" ? domainLetters : explanationLetters;
  for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", at)) {
    const next = text[at + 1];
    if (next === "%" || next === "_" || next === "-") {
      at += 2;
      continue;
    }
    if (next !== "{") return "a percent sign stands alone; write %% for itself";
    const match = macro.exec(text.slice(at + 1, at + 1 + macroLengthMax));
    if (match === null) return `the macro at "${text.slice(at, at + 12)}" is malformed`;
    const letter = match[1]!;
    if (!letters.includes(letter.toLowerCase())) {
      return explanationLetters.includes(letter.toLowerCase())
        ? `the macro letter "${letter}" is for explanations only`
        : `there is no macro letter "${letter}"`;
    }
    if (match[2] !== "" && Number(match[2]) === 0) return "a macro keeps none of its parts";
    at += match[0].length + 1;
  }
  return undefined;
}

/** More delimiters than there are kinds say nothing. */
const macroLengthMax = 64;

/** Value of a macro letter (lower case); undefined if it is not known. */
export type MacroValues = (letter: string) => string | undefined;

/** A well-formed macro string with its macros replaced, or undefined if one has no known value. */
export function expandMacros(text: string, values: MacroValues): string | undefined {
  if (!text.includes("%")) return text;
  let expanded = "";
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf("%", at);
    if (percent === -1) return expanded + text.slice(at);
    expanded += text.slice(at, percent);
    const next = text[percent + 1];
    if (next === "{") {
      const match = macro.exec(text.slice(percent + 1, percent + 1 + macroLengthMax));
      const value = match === null ? undefined : values(match[1]!.toLowerCase());
      if (match === null || value === undefined) return undefined;
      expanded += transformed(value, match);
      at = percent + 1 + match[0].length;
    } else {
      expanded += next === "_" ? " " : next === "-" ? "%20" : "%";
      at = percent + 2;
    }
  }
  return expanded;
}

function transformed(value: string, [, letter, digits, reverse, delimiters]: string[]): string {
  let parts = [value];
  if (digits !== "" || reverse !== "" || delimiters !== "") {
    const splitAt = delimiters === "" ? "." : delimiters!;
    parts = [""];
    for (const character of value) {
      if (splitAt.includes(character)) parts.push("");
      else parts[parts.length - 1] += character;
    }
    if (reverse !== "") parts.reverse();
    if (digits !== "") parts = parts.slice(-Number(digits));
  }
  const text = parts.join(".");
  // An upper-case letter asks for the value as a part of a URL (§7.3).
  return letter === letter!.toLowerCase() ? text : escaped(text);
}

/** RFC 3986 §2.3: what is not unreserved is escaped. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
