/**
 * One zone file, three providers that have nothing in common: PowerDNS by its API, Knot and BIND by
 * signed updates. The program is run as people run it; what is there is asked for by transfer.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { naiveZone } from "../../src/naive/naive-zone.js";
import { readZoneText } from "../../src/zone/zone-text.js";
import { FakeNameserver } from "../support/fake-nameserver.js";
import { bind } from "./peers/bind.js";
import { presentPeers } from "./peers/catalogue.js";
import { knot } from "./peers/knot.js";
import { powerdns } from "./peers/powerdns.js";
import { digestOfFile, memberNames, SyncSite, syncApex } from "./peers/sync-site.js";
import { whyNotWritable } from "./peers/writable-powerdns.js";

const missing = whyNotWritable();
if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
if (missing !== undefined) console.warn(`skipped: ${missing}`);
const present = missing === undefined && presentPeers([powerdns, knot, bind]).length === 3;

/** What all three take, and much of it oddly written. */
const records = `@ NS ns1
@ NS ns2.elsewhere.example.
@ 3600 MX 10 Mail.Example.NET.
@ 3600 MX 20 mail
@ TXT "v=spf1 include:_spf.example.net -all"
@ TXT "semi;colon" "two \\"strings\\"" "\\000\\255 back\\\\slash "
@ CAA 128 issue "ca.example; account=\\"7\\""
@ CAA 0 Unknown2 "x"
@ HTTPS 1 . alpn="h3,h2" ipv4hint=192.0.2.10 ech="AEX+DQA="
ns1 A 192.0.2.1
ns1 AAAA 2001:db8::1
mail A 192.0.2.25
www 60 A 192.0.2.10
www 60 A 192.0.2.11
www AAAA ::ffff:192.0.2.10
*.wild TXT "any"
*.wild MX 0 .
empty TXT ""
long TXT "${"k".repeat(255)}" "${"l".repeat(145)}"
_sip._tcp SRV 0 5 5060 Sip
_gone._tcp SRV 0 0 0 .
_443._tcp.www TLSA 3 1 1 ${"ab".repeat(32)}
alias CNAME WWW
tree DNAME other.example.
sub NS ns1.sub
sub DS 12345 13 2 ${"cd".repeat(32)}
ns1.sub A 192.0.2.53
here LOC 51 30 12.748 N 0 7 39.611 W 0.00m
zero LOC 0 0 0.000 N 0 0 0.000 E 0.00m
phone NAPTR 100 10 "u" "E2U+sip" "!^(\\\\+44)(.*)$!sip:\\\\2@example.com!" .
key SSHFP 4 2 ${"ef".repeat(32)}
svc SVCB 1 Foo.example.org. alpn=h2 port=8443 key65000="a b"
ptr PTR With\\.Dot.example.
soon 0 A 192.0.2.99
late 2147483647 A 192.0.2.98
${Array.from({ length: 120 }, (_, i) => `many A 10.0.${i >> 6}.${i & 63}`).join("\n")}
`;

describe.skipIf(!present)("one zone at PowerDNS, Knot and BIND", () => {
  let site: SyncSite;
  beforeAll(async () => {
    site = await SyncSite.start();
  });
  afterAll(() => site?.close());

  const expectEqual = async (serial: number, text: string) => {
    const wanted = digestOfFile(site.zoneText(serial, text));
    expect(await site.digests()).toEqual({ pdns: wanted, knot: wanted, bind: wanted });
  };
  const changed = records
    .replace("www 60 A 192.0.2.11\n", "www 60 A 192.0.2.12\n")
    .replace("alias CNAME WWW\n", 'alias TXT "no alias any more"\nnew CNAME www\n')
    .replace(/key SSHFP .*\n/, "");

  it("is made where it is not, and is then the same at all three", async () => {
    site.writeZone(1, records);
    const plan = await site.run("sync", "plan", "--exit-code", "--allow", "zone-missing");
    expect(plan.stdout + plan.stderr).toContain("pdns");
    expect(plan.code, plan.stderr).toBe(2);
    const apply = await site.run("sync", "apply", "--yes", "--allow", "zone-missing");
    expect(apply.code, apply.stdout + apply.stderr).toBe(0);
    await expectEqual(1, records);
  });

  it("needs nothing more", async () => {
    const plan = await site.run("sync", "plan", "--exit-code");
    expect(plan.code, plan.stdout + plan.stderr).toBe(0);
    const verify = await site.run("sync", "verify", "--all");
    expect(verify.code, verify.stdout + verify.stderr).toBe(0);
  });

  it("follows a change of the file at all three", async () => {
    site.writeZone(2, changed);
    const apply = await site.run("sync", "apply", "--yes");
    expect(apply.code, apply.stdout + apply.stderr).toBe(0);
    await expectEqual(2, changed);
  });

  it("goes back everywhere if the last of them does not serve what it was given", async () => {
    const before = await site.digests();
    // It has the newest serial, and the records of before.
    const { zone } = readZoneText(site.zoneText(1000, changed), { apex: `${syncApex}.` });
    const stale = await FakeNameserver.start(() => [naiveZone(zone!)]);
    try {
      site.configure(stale.port);
      site.writeZone(3, changed.replace("www 60 A 192.0.2.12\n", "www 60 A 192.0.2.13\n"));
      const apply = await site.run("sync", "apply", "--yes");
      expect(apply.code, apply.stdout + apply.stderr).toBe(1);
      expect(apply.stdout + apply.stderr).toMatch(/192\.0\.2\.1[23]/);
      expect(await site.digests()).toEqual(before);
    } finally {
      await stale.close();
      site.configure();
      site.writeZone(2, changed);
    }
  });

  it("is told to have drifted where somebody else wrote, and is put back", async () => {
    const quiet = await site.run("sync", "drift");
    expect(quiet.code, quiet.stdout + quiet.stderr).toBe(0);
    await site.meddle("knot", [
      `update delete mail.${syncApex}. A`,
      `update add mail.${syncApex}. 300 A 192.0.2.66`,
      `update delete long.${syncApex}. TXT`,
    ]);
    const drift = await site.run("sync", "drift");
    expect(drift.code, drift.stdout + drift.stderr).toBe(2);
    expect(drift.stdout).toMatch(/knot/);
    expect(drift.stdout).toContain(`mail.${syncApex}.`);
    expect(drift.stdout).toContain(`long.${syncApex}.`);
    const verify = await site.run("sync", "verify", "--all");
    expect(verify.code, verify.stdout + verify.stderr).toBe(2);
    const apply = await site.run("sync", "apply", "--yes");
    expect(apply.code, apply.stdout + apply.stderr).toBe(0);
    await expectEqual(2, changed);
  });

  it("is written back into a zone file by any of the three", async () => {
    for (const name of memberNames) {
      const run = await site.run("sync", "import", "--provider", name, "--zone", syncApex);
      expect(run.code, run.stderr).toBe(0);
      expect(digestOfFile(run.stdout), name).toBe(digestOfFile(site.zoneText(2, changed)));
    }
  });

  it("goes on at the others when one of them is dead", async () => {
    await site.servers.knot.stop();
    const more = `${changed}last A 192.0.2.200\n`;
    site.writeZone(3, more);
    const apply = await site.run("sync", "apply", "--yes");
    expect(apply.code).toBe(1);
    expect(apply.stdout + apply.stderr).toContain("knot");
    const wanted = digestOfFile(site.zoneText(3, more));
    const found = await Promise.all(
      memberNames.filter((name) => name !== "knot").map((name) => site.digestAt(name)),
    );
    expect(found).toEqual([wanted, wanted]);
  });
});
