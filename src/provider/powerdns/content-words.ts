/**
 * Words and strings of a content. In names PowerDNS leaves bare what has a meaning in zone files:
 * quotes, semicolons, parentheses. So where a string begins depends on the type. A string ends with
 * its word, and a name ends with a dot, so neither is taken for the other.
 */

/** Types with strings that stand by themselves: HINFO, TXT, NAPTR, SPF, URI, CAA. */
const typesWithStrings: ReadonlySet<number> = new Set([13, 16, 35, 99, 256, 257]);
/** SVCB, HTTPS: strings stand behind the key of a parameter. */
const typesWithParameters: ReadonlySet<number> = new Set([64, 65]);

const asWord = /((?<=^| )"(?:[^"\\]|\\.)*"(?= |$))/;
const behindKey = /((?<= [a-z0-9-]+=)"(?:[^"\\]|\\.)*"(?= |$))/;
const nowhere = /(?!)/;

/** From our presentation form, in which every bare quote belongs to a string. */
export function bareWords(text: string): string {
  return text.replace(
    /("(?:[^"\\]|\\.)*")|\\(["$();@])|\\./g,
    (found, _string: string | undefined, bare: string | undefined) => bare ?? found,
  );
}

/** To our presentation form. */
export function escapedWords(type: number, content: string): string {
  const strings = typesWithStrings.has(type)
    ? asWord
    : typesWithParameters.has(type)
      ? behindKey
      : nowhere;
  return content
    .split(strings)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/\\.|["();]/g, escapedOnce)))
    .join("");
}

const escapedOnce = (found: string): string => (found.length === 2 ? found : `\\${found}`);
