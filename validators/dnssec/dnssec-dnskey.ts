import { algorithmText, signingAlgorithms } from "../../src/dnssec/algorithms.js";
import { keyFlag } from "../../src/dnssec/dnskey.js";
import { bitLength, publicKeyOf, readRsaKey } from "../../src/dnssec/public-key.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isSigned, keysOf, type ZoneKey } from "./signed-zone.js";

/** RFC 4034 §2.1.1, RFC 5011 §7: all other bits are zero. */
const knownFlags = keyFlag.zone | keyFlag.revoked | keyFlag.secureEntryPoint;

export const dnssecDnskey: Rule = {
  id: "dnssec-dnskey",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4034 §2.1",
  summary: "A DNSKEY record is malformed or misplaced, or a signed zone has none.",
  why: "Signatures of such a key cannot be verified: if the parent has a DS record, the whole zone is bogus.",
  hint: "publish the key as the signer's .key file has it, at the apex",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (isSigned(zone) && zone.rrset(0, rrtype.DNSKEY) === -1) {
      found.atZone(`${zone.apexText} has signatures, and no DNSKEY record to verify them with`);
    }
    for (const rrset of zone.rrsetsOf(rrtype.DNSKEY)) {
      const owner = zone.ownerOf(rrset);
      if (owner === 0) continue;
      const where = `${zone.ownerText(owner)}, which is not the apex of the zone`;
      found.at(zone.firstRecord(rrset), "owner", `there is a DNSKEY record at ${where}`);
    }
    for (const key of keysOf(zone)) {
      for (const { part, fault } of faultsOf(key)) {
        found.at(key.record, part, `key ${key.tag} of ${zone.apexText} ${fault}`);
      }
    }
    return found.diagnostics;
  },
};

interface KeyFault {
  readonly part: number;
  readonly fault: string;
}

function* faultsOf(key: ZoneKey): Generator<KeyFault> {
  const { flags, protocol, algorithm } = key;
  if ((flags & keyFlag.zone) === 0) {
    yield { part: 0, fault: `has flags ${flags}: without 256 no zone is signed with it` };
  } else if ((flags & ~knownFlags) !== 0) {
    yield { part: 0, fault: `has flags ${flags}, of which some have no meaning` };
  }
  if (protocol !== 3) yield { part: 1, fault: `has protocol ${protocol}; it must be 3` };
  const fault = materialFault(key);
  if (fault !== undefined) {
    yield { part: 3, fault: `is no key of algorithm ${algorithmText(algorithm)}: ${fault}` };
  }
}

/** What is wrong with the octets of the key itself. */
function materialFault(key: ZoneKey): string | undefined {
  const { algorithm, publicKey } = key;
  const form = signingAlgorithms[algorithm]?.form;
  if (form === undefined) return undefined;
  if (form.kind !== "rsa") {
    if (publicKey.length !== form.bytes) {
      return `it has ${publicKey.length} octets, not ${form.bytes}`;
    }
    return publicKeyOf(key) === undefined ? "it is not on the curve" : undefined;
  }
  const rsa = readRsaKey(publicKey);
  if (rsa === undefined) return "it is cut short";
  if (rsa.exponent[0] === 0) return "its exponent begins with a zero octet (RFC 3110 §2)";
  if (rsa.modulus[0] === 0) return "its modulus begins with a zero octet (RFC 3110 §2)";
  const bits = bitLength(rsa.modulus);
  // RFC 5702 §2.1, §2.2; RFC 3110 §2.
  const least = form.hash === "sha512" ? 1024 : 512;
  if (bits < least || bits > 4096) return `its modulus has ${bits} bits, not ${least} to 4096`;
  return publicKeyOf(key) === undefined ? "it cannot be read" : undefined;
}
