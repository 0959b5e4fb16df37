import { describe, expect, it } from "vitest";
import { nameFromText } from "../../../../src/dns/name-text.js";
import { capabilitiesOf } from "../../../../src/provider/rfc2136/capabilities.js";
import { translateZone } from "../../../../src/provider/rfc2136/translate.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";

const apex = nameFromText("example.com.")!;
const wire = (text: string): Uint8Array => nameFromText(text, apex)!;
const capabilities = capabilitiesOf({
  type: "rfc2136",
  servers: [{ address: "127.0.0.1", port: 53 }],
  key: null,
  prerequisites: true,
});

function rrset(owner: string, type: number, rdatas = [Uint8Array.of(0)]): Rrset {
  return { owner: wire(owner), type, variant: "", ttlSeconds: 300, rdatas, extra: null };
}

function translated(rrsets: readonly Rrset[], signed = false) {
  const desired = { apex, serial: 1, rrsets, steered: [], hints: new Map(), losses: [] };
  return translateZone(desired, signed, capabilities);
}

describe("a zone for an RFC 2136 server", () => {
  it("stays as it is, unknown types and wildcards too", () => {
    const rrsets = [
      rrset("@", 2),
      rrset("www", 1),
      rrset("*", 16),
      rrset("u", 65280),
      rrset("sub", 2),
      rrset("sub", 43),
      rrset("alias", 5),
    ];
    const { rrsets: kept, losses } = translated(rrsets);
    expect(kept).toEqual(rrsets);
    expect(losses).toEqual([]);
  });

  it.each([
    ["a signature", "www", 46, false, "info"],
    ["a proof of denial", "www", 47, false, "info"],
    ["the key of another signer", "@", 48, true, "info"],
    ["a DS that BIND would drop", "www", 43, false, "refused"],
    ["a DS at the apex", "@", 43, false, "refused"],
    ["NS at a wildcard, which BIND ignores", "*.www", 2, false, "refused"],
    ["a type of queries only", "www", 255, false, "refused"],
  ])("is without %s, and says so", (_, owner, type, signed, severity) => {
    const others = [rrset("@", 2), rrset("www", 1)];
    const { rrsets, losses } = translated([...others, rrset(owner, type)], signed);
    expect(rrsets).toEqual(others);
    expect(losses).toEqual([expect.objectContaining({ owner: wire(owner), type, severity })]);
  });

  it("keeps keys at the apex of a zone that the server does not sign", () => {
    expect(translated([rrset("@", 48), rrset("@", 59)]).losses).toEqual([]);
  });

  it("is without an RRset that fits into no update", () => {
    const huge = rrset(
      "huge",
      16,
      Array.from({ length: 200 }, (_, i) => Uint8Array.of(255, ...Buffer.alloc(255, i))),
    );
    const { rrsets, losses } = translated([rrset("www", 1), huge]);
    expect(rrsets).toHaveLength(1);
    expect(losses).toMatchObject([{ code: "rrset-too-large", severity: "refused", type: 16 }]);
  });
});
