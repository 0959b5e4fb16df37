import type { Rule } from "../rule.js";
import { type DkimKey, dkimKeysOf } from "./dkim-record.js";
import { repeatedTags, shown, tagValue } from "./tag-list.js";
import { stringAt } from "./text-records.js";

export const dkimSyntax: Rule = {
  id: "dkim-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 6376 §3.6.1, RFC 8463 §4.2",
  summary: "A DKIM key record cannot be read, or holds no key.",
  why: "Signatures made with the key cannot be verified, so all mail that relies on them fails.",
  hint: "copy the record again from where the key was made; p= is one line of base64",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    let rrsetBefore = -1;
    for (const key of dkimKeysOf(zone)) {
      const { rrset, record, list, fault } = key;
      for (const { value, offset } of list.broken) {
        const part = `\`${shown(value)}\` is no tag`;
        found.at(record, stringAt(zone, record, offset), part, "write name=value");
      }
      for (const { name, offset } of repeatedTags(list)) {
        found.at(record, stringAt(zone, record, offset), `${name}= stands there twice`, "keep one");
      }
      const version = versionFault(key);
      if (version !== undefined) {
        found.at(record, 0, version, "let it start with v=DKIM1 in this case of letters");
      }
      if (key.algorithm !== "rsa" && key.algorithm !== "ed25519") {
        found.at(
          record,
          0,
          `no key is of type \`${shown(key.algorithm)}\``,
          "write rsa or ed25519",
        );
      }
      if (fault !== undefined) {
        const tag = list.tags.find(({ name }) => name === "p");
        // What follows the first tag of a text without quotes is a comment of the zone file.
        const isCut = tag === undefined && !zone.textOf(record).includes(";");
        const hint = isCut
          ? "put the text into quotes: outside them a ; starts a comment"
          : undefined;
        found.at(record, stringAt(zone, record, tag?.offset ?? 0), fault, hint);
      }
      if (rrset === rrsetBefore) {
        const name = zone.ownerText(zone.ownerOf(rrset));
        const message = `${name} has a key already, and receivers take either`;
        found.at(record, 0, message, "give each key a selector of its own");
      }
      rrsetBefore = rrset;
    }
    return found.diagnostics;
  },
};

/** The version may be left out; if it is there, it comes first. */
function versionFault({ list }: DkimKey): string | undefined {
  const version = tagValue(list, "v");
  if (version === undefined) return undefined;
  if (version !== "DKIM1") return `receivers skip a key of version \`${shown(version)}\``;
  return list.tags[0]?.name === "v" ? undefined : "v=DKIM1 is not the first tag";
}
