/** What a change of one zone does to others that it does not touch. */
import { describe, expect, it } from "vitest";
import { checkAffected } from "../../../src/check/affected-zones.js";
import type { ZoneVersion } from "../../../src/check/check-run.js";
import { listedZone } from "../../../src/check/listed-zone.js";
import { sourceOf } from "../../../src/dns/text/byte-source.js";
import { ZoneFileError } from "../../../src/zone/zone-files.js";
import { defaultOptions } from "../../../validators/options.js";
import { rules } from "../../../validators/registry.js";

type Texts = Readonly<Record<string, string>>;

function version(texts: Texts): ZoneVersion {
  return {
    files: {
      realPath: (path) => path,
      open: (path) => {
        const text = texts[path];
        if (text === undefined) throw new ZoneFileError(path, "no such file");
        const bytes = Buffer.from(text);
        const stamp = { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 };
        return { fingerprint: stamp, read: sourceOf(bytes).read, close() {} };
      },
    },
    listed: Object.keys(texts).map((path) => listedZone(path)),
  };
}

/** `path code line:column` of what is told of zones that `change` does not name. */
function affected(before: Texts, change: Texts): string[] {
  const now = version({ ...before, ...change });
  const targets = now.listed.filter(({ path }) => change[path] !== undefined);
  const settings = { rules, options: defaultOptions, weights: {}, now: 1_795_000_000 };
  const verdicts = checkAffected({ ...now, ...settings, targets, head: version(before) });
  return [...verdicts].flatMap(({ path, diagnostics }) =>
    diagnostics.map(({ code, line, column }) => `${path} ${code} ${line}:${column}`),
  );
}

const head = [
  "$TTL 3600",
  "@ SOA ns1.example.com. hostmaster.example.edu. 1 14400 3600 2419200 3600",
  "@ NS ns1.example.com.",
  "@ NS ns2.example.edu.",
  "",
].join("\n");
const parent = `${head}ns1 A 192.0.2.53
shop NS ns1.shop
shop NS ns2.example.edu.
ns1.shop A 198.51.100.53
`;
const child = `$TTL 3600
@ SOA ns1 hostmaster.example.edu. 1 14400 3600 2419200 3600
@ NS ns1
@ NS ns2.example.edu.
ns1 A 198.51.100.53
`;
const repository = { "/example.com.zone": parent, "/shop.example.com.zone": child };

describe("zones that nobody touched", () => {
  it("are told of when a delegated zone gets a nameserver that the parent lacks", () => {
    const change = { "/shop.example.com.zone": `${child}@ NS ns3.example.net.\n` };
    expect(affected(repository, change)).toEqual(["/example.com.zone parent-ns 6:1"]);
  });

  it("are told of when a nameserver moves away from its glue, or gets another address", () => {
    const moved = { "/shop.example.com.zone": child.replace(/100\.53$/m, "100.54") };
    expect(affected(repository, moved)).toEqual([
      "/example.com.zone glue-incomplete 8:1",
      "/example.com.zone parent-glue 8:12",
    ]);
    const more = { "/shop.example.com.zone": `${child}ns1 AAAA 2001:db8::53\n` };
    expect(affected(repository, more)).toEqual(["/example.com.zone glue-incomplete 8:1"]);
  });

  it("are told of when a zone comes to be that its delegation does not agree with", () => {
    const { "/shop.example.com.zone": fresh, ...alone } = repository;
    const change = {
      "/shop.example.com.zone": fresh.replace("ns2.example.edu.", "ns9.example.edu."),
    };
    expect(affected(alone, change).sort()).toEqual([
      "/example.com.zone parent-ns 6:1",
      "/example.com.zone parent-ns 7:9",
    ]);
  });

  it("are told of when a host has another address than its PTR record says", () => {
    const hosts = { "/example.org.zone": `${head}www A 192.0.2.80\n` };
    const reverse = { "/2.0.192.in-addr.arpa.zone": `${head}80 PTR www.example.org.\n` };
    const change = { "/example.org.zone": `${head}www A 192.0.2.81\n` };
    expect(affected({ ...hosts, ...reverse }, change)).toEqual([
      "/2.0.192.in-addr.arpa.zone reverse-mismatch 5:8",
    ]);
  });

  it.each([
    ["at once", "www CNAME old.example.com.\n"],
    ["in capitals", "www CNAME OLD.Example.COM.\n"],
    ["by its origin", "$ORIGIN com.\nwww.example.net. CNAME old.example\n"],
    ["with escapes", "www CNAME old.\\101xample.com.\n"],
    ["number by number", "$GENERATE 1-1 www$ CNAME old.example.com.\n"],
  ])("are told of when a name goes that they speak of %s", (_, line) => {
    const hosts = { "/example.com.zone": `${parent}old A 192.0.2.9\n` };
    const found = affected(
      { ...hosts, "/example.net.zone": `${head}${line}` },
      { "/example.com.zone": parent },
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^\/example\.net\.zone cname-target-missing /);
  });

  it("are not told of for faults that they had before, nor for a change that hurts nobody", () => {
    const broken = { ...repository, "/example.net.zone": `${head}www CNAME no.example.com.\n` };
    const added = { "/shop.example.com.zone": `${child}www A 198.51.100.80\n` };
    expect(affected(broken, added)).toEqual([]);
    const removed = {
      "/example.com.zone": parent.replace(/^ns1 A .*\n/m, "ns1 AAAA 2001:db8::1\n"),
    };
    expect(affected(broken, removed).filter((line) => line.includes("example.net"))).toEqual([]);
  });
});
