import { printIpv4, printIpv6 } from "../../src/base/ip.js";
import { isInternalZone } from "../addresses/internal-zone.js";
import { specialRangeOf } from "../addresses/special-ranges.js";
import type { Rule } from "../rule.js";
import { serviceBindingsOf, svcKey } from "./service-binding.js";

const families = [
  { key: svcKey.ipv4hint, name: "ipv4hint", octets: 4, print: printIpv4 },
  { key: svcKey.ipv6hint, name: "ipv6hint", octets: 16, print: printIpv6 },
] as const;

export const svcbPrivateHint: Rule = {
  id: "svcb-private-hint",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9460 §7.3, RFC 6890 §2.2",
  summary: "An address hint of an SVCB or HTTPS record is one that nobody outside can reach.",
  why: "Clients that trust the hint wait for a host that never answers, or talk to a machine of their own network.",
  hint: "write public addresses, or leave the hint out; check.privateAddresses is for internal views",
  judges: "records",
  check(context) {
    const { zone } = context;
    if (isInternalZone(context)) return [];
    const found = context.collect();
    for (const binding of serviceBindingsOf(zone)) {
      for (const { key, name, octets, print } of families) {
        const hints = binding.isAlias ? undefined : binding.parameter(key);
        for (let at = 0; hints !== undefined && at < hints.length; at += octets) {
          const range = specialRangeOf(hints, at, octets);
          if (range === undefined || range.isDocumentation) continue;
          found.at(binding.record, `${name}=`, `the hint ${print(hints, at)} is ${range.what}`);
        }
      }
    }
    return found.diagnostics;
  },
};
