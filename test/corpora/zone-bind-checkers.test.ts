import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { diskFiles } from "../../src/zone/disk.js";
import { ZoneReader } from "../../src/zone/reader.js";
import { compareWith } from "./disagreements.js";

const folder = fileURLToPath(new URL("../../../shared/corpora/checkers/bind/", import.meta.url));
const present = existsSync(folder);

const aRule = "can be served; a rule of `fivenines check`, not of loading";
const hostNames = "any octet may be in a label (RFC 2181 §11); a rule of `fivenines check`";

/** Zones that named-checkzone refuses and that can be served all the same, or the other way. */
const accepted: Readonly<Record<string, string>> = {
  "bad-_dns-svcb1.db": aRule,
  "bad-_dns-svcb2.db": aRule,
  "bad-_dns-svcb3.db": aRule,
  "bad-_dns-svcb4.db": aRule,
  "bad-_dns-svcb5.db": aRule,
  "bad-_dns-svcb6.db": aRule,
  "bad-cdnskey.db": aRule,
  "bad-cds.db": aRule,
  "bad-ds.db": aRule,
  "bad-ds-2.db": aRule,
  "bad-dns-sd-reverse.db": hostNames,
  "bad-svcb-servername.db": hostNames,
  "bad-nsec3owner-padded.db": hostNames,
  "bad-nsec3-length.db": "a hash of 14 octets is no SHA-1, which nobody can be misled by",
  "bad-nsec3-padded.db": "the padding, which RFC 5155 §3.3 leaves out, is read and dropped",
  "bad-rpz-prefix.db": "response policy zones are no business of an authoritative server",
};

interface CheckedZone {
  readonly zone: string;
  readonly expect?: "error" | "ok" | "warn" | null;
  readonly args?: string | null;
}

describe.skipIf(!present)("zones of BIND's checker (skipped where they are missing)", () => {
  it("are loaded or refused as by named-checkzone, but for what is listed", () => {
    const manifest: CheckedZone[] = JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"));
    const reader = new ZoneReader({ files: diskFiles });
    const found: Record<string, string> = {};
    for (const { zone: name, expect: verdict, args } of manifest) {
      const apex = lowerNameFromText(args?.split(" ").at(-1) ?? "example");
      if (!verdict || apex === undefined) continue;
      const path = `${folder}zones/${name}`;
      const { zone, diagnostics } = reader.read({ path, root: folder, apex });
      if ((zone === null) === (verdict === "error")) continue;
      const first = diagnostics.find((d) => d.severity === "error");
      found[name] = first === undefined ? "accepted" : `${first.code} in line ${first.line}`;
    }
    expect(manifest.length).toBeGreaterThan(100);
    compareWith(accepted, found);
  });
});
