import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { diskFiles } from "../../src/zone/disk.js";
import { rules } from "../../validators/registry.js";
import { compareWith } from "./disagreements.js";

const folder = fileURLToPath(new URL("../../../shared/corpora/checkers/bind/", import.meta.url));
const present = existsSync(folder);

/** Zones of which named-checkzone and all our rules together think differently. */
const accepted: Readonly<Record<string, string>> = {
  "bad-dns-sd-reverse.db": "a warning here, as by named-checkzone without -k fail",
  "bad-svcb-servername.db": "RFC 9460 does not ask for a host name as the target of SVCB",
  "good-occulted-ns-by-dname.db":
    "BIND loads it; the NS records below the DNAME are never answered",
  "good-occulted-ns-by-ns.db": "BIND loads it; the delegation below the other is never answered",
  "good-svcb.db": "well-formed, but its services have no addresses to be reached at",
  "good1.db": "BIND lets NS stand beside DNAME, which RFC 6672 §2.3 forbids",
};

/** What BIND's message says of a zone that it loads with a warning, as a rule of ours. */
const warned: Readonly<Record<string, string>> = {
  "warn.deprecated.cds-sha1.db": "dnssec-ds-digest",
  "warn.deprecated.digest-sha1.db": "dnssec-ds-digest",
  "warn.deprecated.ds-alg.db": "dnssec-algorithm",
  "warn.deprecated.key-alg.db": "dnssec-algorithm",
  "warn.deprecated.nsec3rsasha1.db": "dnssec-algorithm",
  "warn.deprecated.rsasha1.db": "dnssec-algorithm",
  "warn.inherit.origin.db": "inherited-owner",
  "warn.inherited.owner.db": "inherited-owner",
  "warn.no-a.server.db": "v6-parity",
  "warn.no-a.server.glue.db": "v6-parity",
  "warn.no-aaaa.server.db": "v6-parity",
  "warn.no-aaaa.server.glue.db": "v6-parity",
  "bad-dns-sd-reverse.db": "host-name",
  // Of these two the corpus leaves the verdict open, and BIND's message is "is below a DNAME".
  "delegating-ns-address-below-dname.db": "ns-alias",
  "ns-address-below-dname.db": "ns-alias",
  // "found type SPF", which BIND says of it unless told not to.
  "spf.db": "spf-type",
};

interface CheckedZone {
  readonly zone: string;
  /** Null: to be looked at by hand. */
  readonly expect: "error" | "ok" | "warn" | null;
  readonly args?: string | null;
}

const now = Date.UTC(2026, 10, 22) / 1000;

describe.skipIf(!present)("zones of BIND's checker (skipped where they are missing)", () => {
  const manifest: CheckedZone[] = present
    ? JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"))
    : [];
  const checker = new ZoneChecker({ files: diskFiles, rules, now });
  const check = ({ zone, args }: CheckedZone) => {
    const apex = lowerNameFromText(args?.split(" ").at(-1) ?? "example");
    if (apex === undefined) throw new Error(`${zone}: no apex in its arguments`);
    return checker.check({ path: `${folder}zones/${zone}`, root: folder, apex }).diagnostics;
  };

  it("are refused or passed by all rules as by named-checkzone, but for what is listed", () => {
    const found: Record<string, string> = {};
    for (const entry of manifest) {
      const errors = check(entry).filter(({ severity }) => severity === "error");
      if (entry.expect === "error" && errors.length === 0) found[entry.zone] = "no error";
      if (entry.expect === "ok" && errors.length > 0) {
        found[entry.zone] = [...new Set(errors.map(({ code }) => code))].join(", ");
      }
    }
    expect(manifest.length).toBeGreaterThan(100);
    compareWith(accepted, found);
  });

  it("are warned of for the reason that named-checkzone gives", () => {
    for (const entry of manifest) {
      const code = warned[entry.zone];
      expect(entry.expect === "warn" && code === undefined, entry.zone).toBe(false);
      if (code === undefined) continue;
      const codes = check(entry).map((diagnostic) => diagnostic.code);
      expect(codes, entry.zone).toContain(code);
    }
  });

  it("never make the checker throw, whatever their verdict", () => {
    for (const entry of manifest) expect(check(entry)).toBeInstanceOf(Array);
  });
});
