/** RFC 7871 §7.2.1: what an authoritative nameserver makes of the option. */
import { describe, expect, it } from "vitest";
import { askFor, geoAnswerer, networkRegions } from "../../geo-zone.js";

const answerer = geoAnswerer(
  networkRegions(["10.0.0.0/8", "2001:db8::/32"], ["10.64.0.0/10", "198.51.100.0/24"]),
);
const inSecond = { client: "198.51.100.7" };

describe("RFC 7871 §7.2.1: an answer for a client's network", () => {
  it("is chosen by the option, and says which prefix decided", () => {
    expect(askFor(answerer, "10.1.2.0/24")).toMatchObject({
      targets: [1],
      subnet: "1/24/10/0a0102",
    });
    expect(askFor(answerer, "10.65.0.0/16")).toMatchObject({
      targets: [2],
      subnet: "1/16/10/0a41",
    });
    expect(askFor(answerer, "2001:db8:7::/48")).toMatchObject({
      targets: [1],
      subnet: "2/48/32/20010db80007",
    });
    expect(askFor(answerer, "192.0.2.0/24")).toMatchObject({
      targets: [99],
      subnet: "1/24/6/c00002",
    });
  });

  it("never mixes the option with the address that the query came from", () => {
    expect(askFor(answerer, "10.1.2.0/24", inSecond).targets).toEqual([1]);
    expect(askFor(answerer, null, inSecond)).toMatchObject({ targets: [2], subnet: null });
  });

  it("asks for more bits where the network is not specific enough", () => {
    expect(askFor(answerer, "10.0.0.0/8")).toMatchObject({ targets: [1], subnet: "1/8/10/0a" });
  });

  it("is that of the resolver where the client wants to stay unknown (§7.1.2)", () => {
    for (const option of ["00010000", "00020000", "00000000"]) {
      const { targets, subnet } = askFor(answerer, option, inSecond);
      expect([targets, subnet]).toEqual([[2], `${Number(option.slice(0, 4))}/0/0/`]);
    }
  });

  it("takes IPv4-mapped addresses for IPv4, in the option and on the wire", () => {
    expect(askFor(answerer, "::ffff:10.65.0.0/112")).toMatchObject({
      targets: [2],
      subnet: "2/112/106/00000000000000000000ffff0a41",
    });
    expect(askFor(answerer, null, { client: "::ffff:198.51.100.7" }).targets).toEqual([2]);
    expect(askFor(answerer, null, { client: "2001:db8::1" }).targets).toEqual([1]);
  });

  it("has scope 0 where nothing depends on the client", () => {
    const scoped = (qname: string, qtype = "A") =>
      askFor(answerer, "10.1.2.0/24", { qname, qtype }).subnet;
    const zero = "1/24/0/0a0102";
    expect(scoped("ns.geo.test")).toBe(zero);
    expect(scoped("drawn.geo.test")).toBe(zero);
    // §7.4: answers that say no, and referrals, are for everybody.
    expect(scoped("www.geo.test", "TXT")).toBe(zero);
    expect(scoped("none.geo.test")).toBe(zero);
    expect(scoped("x.cut.geo.test")).toBe(zero);
  });

  it("has the prefix of a sticky choice for its scope", () => {
    const qname = "stuck.geo.test";
    expect(askFor(answerer, "10.1.2.128/25", { qname }).subnet).toBe("1/25/24/0a010280");
    expect(askFor(answerer, "2001:db8::/64", { qname }).subnet).toBe("2/64/56/20010db800000000");
    expect(askFor(answerer, "::ffff:10.1.2.3/128", { qname }).subnet).toMatch(/^2\/128\/120\//);
  });

  it("is scoped where an alias leads to it, from another zone too", () => {
    for (const qname of ["alias.geo.test", "to.plain.test"]) {
      expect(askFor(answerer, "10.1.2.0/24", { qname })).toMatchObject({
        targets: [1],
        subnet: "1/24/10/0a0102",
      });
    }
  });

  it("is the same over TCP", () => {
    expect(askFor(answerer, "10.1.2.0/24", { via: "tcp" })).toMatchObject({
      targets: [1],
      subnet: "1/24/10/0a0102",
    });
  });

  it("keeps the option where records have to go for it", () => {
    // 28 addresses and OPT are 490 octets; the option of a whole IPv6 address has 24.
    const ask = (qname: string, subnet: string | null) =>
      askFor(answerer, subnet, { qname, capacity: 512 });
    const address = "2001:db8:1:2:3:4:5:6/128";
    expect(ask("full.geo.test", null).message).toMatchObject({ flags: { tc: false }, length: 490 });
    const { message, subnet } = ask("full.geo.test", address);
    expect(message.flags.tc).toBe(true);
    expect(subnet).toMatch(/^2\/128\/0\/20010db8/);
  });
});

describe("RFC 7871 §7.2.1: the option in a response", () => {
  it("is not there if the query had none", () => {
    expect(askFor(answerer, null).subnet).toBeNull();
  });

  it("is not there where no answer is steered, whatever the query's looked like", () => {
    for (const option of ["10.1.2.0/24", "000118", "ffff1800"]) {
      expect(askFor(answerer, option, { qname: "plain.test", qtype: "SOA" })).toMatchObject({
        rcode: 0,
        subnet: null,
      });
      expect(askFor(answerer, option, { qname: "elsewhere.test" })).toMatchObject({
        rcode: 5,
        subnet: null,
      });
    }
  });

  it("is not there, nor looked at, if the host does not believe it", () => {
    const wary = geoAnswerer(networkRegions(["10.0.0.0/8"]), { clientSubnet: false });
    for (const option of ["10.1.2.0/24", "000118"]) {
      expect(askFor(wary, option)).toMatchObject({ rcode: 0, targets: [99], subnet: null });
    }
    expect(askFor(wary, "192.0.2.0/24", { client: "10.0.0.1" }).targets).toEqual([1]);
  });
});
