import { afterEach, describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import { rdataFromText } from "../../../../src/dns/rr/rdata-text.js";
import { delegationDigest } from "../../../../src/dnssec/delegation-digest.js";
import { readDnskey } from "../../../../src/dnssec/dnskey.js";
import { naiveZone } from "../../../../src/naive/naive-zone.js";
import { delegationDrift } from "../../../../src/provider/drift/delegation.js";
import { DnsClient } from "../../../../src/resolver/dns-client.js";
import { Resolver } from "../../../../src/resolver/resolver.js";
import { readZone } from "../../../answerer.js";
import { FakeNameserver } from "../../../support/fake-nameserver.js";
import { apex, NameserverLab, zoneText } from "../../../support/zone-lab.js";

const lab = new NameserverLab();
let open: FakeNameserver[] = [];
afterEach(async () => {
  await lab.close();
  await Promise.all(open.map((server) => server.close()));
  open = [];
});

const key = `257 3 13 ${Buffer.alloc(64, 7).toString("base64")}`;
const keyRdata = rdataFromText(48, key) as Uint8Array;
const { tag } = readDnskey(keyRdata);
const digest = Buffer.from(delegationDigest(apex, readDnskey(keyRdata), 2)!).toString("hex");

let id = 0;

/** What is found where `com` says this, which is resolver and parent in one. */
async function look(com: string, served = "", more: readonly string[] = []) {
  const head = "$ORIGIN com.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n";
  const zones = [head + com, ...more].map((text) => naiveZone(readZone(text)));
  const parent = await FakeNameserver.start(() => zones);
  open.push(parent);
  const client = new DnsClient({ timeoutMs: 2000, attempts: 1, randomId: () => ++id & 0xffff });
  const { server } = await lab.start(served);
  const { findings, reason } = await delegationDrift(
    {
      apex,
      apexNs: ["ns1.example.com.", "ns2.example.com."].map((name) => lowerNameFromText(name)!),
      nameservers: [{ name: "ns1.example.com.", address: server.address, port: server.port }],
    },
    { client, resolver: new Resolver(client, parent), port: parent.port },
  );
  return { details: findings.map(({ detail }) => detail), reason };
}

const both =
  "example NS ns1.example\nexample NS NS2.example\nns1.example A 192.0.2.1\nns2.example A 192.0.2.2\n";

describe("the delegation of a zone", () => {
  it("is as it should be if the parent names the same nameservers", async () => {
    expect(await look(both)).toEqual({ details: [], reason: "" });
  });

  it("differs if the parent names too few, or others", async () => {
    const { details } = await look(
      "example NS ns1.example\nns1.example A 192.0.2.1\nexample NS ns.old.net.\n",
    );
    expect(details).toEqual([
      "the parent does not name the nameserver ns2.example.com.",
      "the parent names ns.old.net., which the zone does not",
    ]);
  });

  it("is missing if the parent does not know the zone", async () => {
    expect((await look("")).details).toEqual(["the parent does not delegate example.com."]);
  });

  it("fits its DS if the nameservers have the key", async () => {
    const ds = `example DS ${tag} 13 2 ${digest}\n`;
    expect((await look(both + ds, `@ DNSKEY ${key}\n`)).details).toEqual([]);
  });

  it("breaks validation if the parent has a DS of a key that a nameserver has not", async () => {
    const ds = `example DS ${tag} 13 2 ${digest}\n`;
    const other = `257 3 13 ${Buffer.alloc(64, 8).toString("base64")}`;
    expect((await look(both + ds)).details[0]).toMatch(
      /the parent has DS, and .* serves no DNSKEY:/,
    );
    expect((await look(both + ds, `@ DNSKEY ${other}\n`)).details[0]).toMatch(
      /no DNSKEY of any DS/,
    );
  });

  it("cannot be told where the parent's server has the zone itself", async () => {
    const { reason, details } = await look(both, "", [zoneText("")]);
    expect(details).toEqual([]);
    expect(reason).toMatch(/it serves the zone itself and answers from that$/);
  });
});
