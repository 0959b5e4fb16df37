/**
 * The substitution of a NAPTR record (RFC 3402 §3.2): a delimiter, a POSIX extended regular
 * expression, what replaces it, and flags.
 *
 *   !^.*$!sip:info@example.com!i
 */

export interface Substitution {
  readonly pattern: string;
  readonly replacement: string;
}

/** The parts of a substitution, or what is wrong with it. */
export function readSubstitution(text: string): Substitution | string {
  const delimiter = text[0] ?? "";
  if (/[1-9i\\]/.test(delimiter)) {
    return `the delimiter is "${delimiter}", which has another meaning in it`;
  }
  const parts = splitAt(text, delimiter);
  if (parts.length !== 4) {
    return `the delimiter "${delimiter}" is there ${parts.length - 1} times, not three times`;
  }
  const [, pattern = "", replacement = "", flags = ""] = parts;
  if (flags !== "" && flags !== "i") return `"${flags}" is no flag; only i is`;
  const groups = groupsOf(pattern);
  if (typeof groups === "string") return groups;
  for (const [, digit] of replacement.matchAll(/\\(.)/gs)) {
    if (digit === "0") return "\\0 refers to nothing; groups are counted from 1";
    if (/[1-9]/.test(digit ?? "") && Number(digit) > groups) {
      return `\\${digit} refers to a group that is not there: the pattern has ${groups}`;
    }
  }
  return { pattern, replacement };
}

/** The text between the delimiters; one behind a backslash is none. */
function splitAt(text: string, delimiter: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === delimiter) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/**
 * How many groups an extended regular expression has, or what is wrong with it (POSIX.1-2017,
 * XBD §9.4). It is not compiled: ours is not the engine that will run it.
 */
function groupsOf(pattern: string): number | string {
  let groups = 0;
  let open = 0;
  /** Whether something stands before that can be repeated. */
  let repeatable = false;
  /** Index behind the last bar. */
  let behindBar = -1;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    if (character === "\\") {
      if (i + 1 === pattern.length) return "the pattern ends in a backslash";
      i++;
      if (/[1-9]/.test(pattern[i]!) && Number(pattern[i]) > groups) {
        return `\\${pattern[i]} in the pattern refers to a group that is not there`;
      }
      repeatable = true;
    } else if (character === "[") {
      const end = endOfSet(pattern, i);
      if (end === -1) return "a [ in the pattern is not closed";
      i = end;
      repeatable = true;
    } else if (character === "(") {
      groups++;
      open++;
      repeatable = false;
    } else if (character === ")") {
      if (open-- === 0) return "a ) in the pattern closes nothing";
      if (behindBar === i) break;
      repeatable = true;
    } else if (character === "{") {
      const bound = /^\{(\d{1,3})(?:(,)(\d{0,3}))?\}/.exec(pattern.slice(i, i + 9));
      if (bound === null || !repeatable) return "a { in the pattern is no count such as {1,3}";
      const [whole, from, , to] = bound;
      if (to !== undefined && to !== "" && Number(to) < Number(from)) {
        return `the count ${whole} in the pattern runs backwards`;
      }
      i += whole.length - 1;
    } else if (character === "|") {
      if (!repeatable && pattern[i - 1] !== "$") return "a | in the pattern has nothing before it";
      repeatable = false;
      behindBar = i + 1;
    } else if ("*+?".includes(character)) {
      if (!repeatable) return `a ${character} in the pattern has nothing before it to repeat`;
    } else repeatable = character !== "^" && character !== "$";
  }
  if (behindBar === pattern.length || pattern[behindBar] === ")") {
    return "a | in the pattern has nothing behind it";
  }
  return open > 0 ? "a ( in the pattern is not closed" : groups;
}

/** Index of the ] that ends the set at `pattern[at]`, or -1; first in it, a ] is a member. */
function endOfSet(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === "^") i++;
  if (pattern[i] === "]") i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === "]") return i;
    const kind = pattern[i] === "[" ? pattern[i + 1] : undefined;
    // [:alpha:], [.ch.] and [=e=] inside the set.
    if (kind === ":" || kind === "." || kind === "=") {
      const end = pattern.indexOf(`${kind}]`, i + 2);
      if (end === -1) return -1;
      i = end + 1;
    }
  }
  return -1;
}
