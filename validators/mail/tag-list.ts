/**
 * Records of the form `v=DMARC1; p=reject; rua=mailto:x@example.com`, which DMARC, DKIM, MTA-STS,
 * TLS-RPT and BIMI share (RFC 6376 §3.2). Names of tags are told apart by case in DKIM; elsewhere
 * whoever compares decides.
 */

export interface Tag {
  readonly name: string;
  /** Without the blanks around it. */
  readonly value: string;
  /** Where it starts in the record's text. */
  readonly offset: number;
}

export interface TagList {
  readonly tags: readonly Tag[];
  /** Parts without an equals sign or without a name, in their order. */
  readonly broken: readonly Tag[];
}

/** No such record has a dozen; more are not read. */
const tagsMax = 100;
const named = /^[ \t]*([a-z0-9][a-z0-9_.-]*)[ \t]*=/i;

export function parseTags(text: string): TagList {
  const tags: Tag[] = [];
  const broken: Tag[] = [];
  for (let at = 0; at < text.length && tags.length + broken.length < tagsMax; ) {
    const semicolon = text.indexOf(";", at);
    const end = semicolon === -1 ? text.length : semicolon;
    const part = text.slice(at, end);
    const match = named.exec(part);
    if (match !== null) {
      tags.push({ name: match[1]!, value: part.slice(match[0].length).trim(), offset: at });
    } else if (part.trim() !== "") {
      broken.push({ name: "", value: part.trim(), offset: at });
    }
    at = end + 1;
  }
  return { tags, broken };
}

/** The value of the first tag with this name, or undefined. */
export function tagValue({ tags }: TagList, name: string): string | undefined {
  return tags.find((tag) => tag.name === name)?.value;
}

/** The names that stand in a list more than once. */
export function repeatedTags({ tags }: TagList): Tag[] {
  const seen = new Set<string>();
  return tags.filter(({ name }) => {
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated;
  });
}

/** A text for a message: short, and printable. */
export function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return short.replace(/[^\x20-\x7e]/g, "?");
}
