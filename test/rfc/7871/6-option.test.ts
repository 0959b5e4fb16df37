/** RFC 7871 §6: the form of the option; §7.2.1: a malformed one is answered FORMERR. */
import { describe, expect, it } from "vitest";
import { askFor, geoAnswerer, networkRegions } from "../../geo-zone.js";

const formerr = 1;
const answerer = geoAnswerer(networkRegions(["10.0.0.0/8"]));

describe("RFC 7871 §6: a client-subnet option", () => {
  it.each([
    ["too short for its fixed part", ""],
    ["too short for its fixed part", "000118"],
    ["of an unknown family", "0003" + "1800" + "0a0000"],
    ["of an unknown family without an address", "ffff0000"],
    ["without a family but with bits", "0000" + "0800" + "0a"],
    ["of more bits than IPv4 has", "0001" + "2100" + "0a00000000"],
    ["of more bits than IPv6 has", `0002${"8100"}${"20".repeat(17)}`],
    ["with fewer octets than bits", "0001" + "1800" + "0a00"],
    ["with more octets than bits", "0001" + "1800" + "0a000000"],
    ["with octets but no bits", "0001" + "0000" + "00"],
    ["with bits set behind the prefix", "0001" + "0c00" + "0aff"],
    ["with a scope, in a query", "0001" + "1818" + "0a0000"],
  ])("%s is answered FORMERR: %s", (_, option) => {
    const { rcode, targets, subnet, message } = askFor(answerer, option);
    expect([rcode, targets, subnet, message.question]).toEqual([formerr, [], null, null]);
    expect(message.opt).not.toBeNull();
  });

  it.each([
    ["10.0.0.0/8", 1],
    ["10.1.2.3/32", 1],
    ["10.16.0.0/12", 1],
    ["2001:db8::/56", 99],
    ["::/128", 99],
    ["00010000", 99],
    ["00020000", 99],
    ["00000000", 99],
  ])("%s is well-formed", (option, target) => {
    expect(askFor(answerer, option)).toMatchObject({ rcode: 0, targets: [target] });
  });

  it("counts once: the first of several", () => {
    const message = askFor(answerer, "10.0.0.0/8").message;
    expect(message.opt?.options.size).toBe(1);
  });
});
