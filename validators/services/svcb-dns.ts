import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";
import { type ServiceBinding, serviceBindingsOf, svcKey, svcToken } from "./service-binding.js";

/** What DNS is spoken over: TLS, QUIC, and HTTPS of these versions. */
const direct = new Set(["dot", "doq"]);
const overHttp = new Set(["http/1.1", "h2", "h3"]);

export const svcbDns: Rule = {
  id: "svcb-dns",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9461 §4.1, §5",
  summary: "The SVCB record of a DNS server does not say how to reach it.",
  why: "Resolvers and phones that look for encrypted DNS pass over the record and stay with unencrypted DNS.",
  hint: "write alpn=dot, alpn=doq, or alpn=h2 with dohpath=/dns-query{?dns}",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (binding.type !== rrtype.SVCB || binding.isAlias) continue;
      if (!isDnsServer(context.zone, binding.owner)) continue;
      const fault = faultOf(binding);
      if (fault !== undefined) found.at(binding.record, svcToken.parameters, fault);
    }
    return found.diagnostics;
  },
};

/** `_dns` or `_port._dns` (RFC 9461 §3). */
function isDnsServer(zone: ZoneIndex, owner: number): boolean {
  const { names, nameStart } = zone.zone;
  const at = nameStart[owner]!;
  if (labelIs(names, at, "_dns")) return true;
  return names[at + 1] === 0x5f && labelIs(names, at + 1 + names[at]!, "_dns");
}

function faultOf(binding: ServiceBinding): string | undefined {
  const ids = binding.alpnIds();
  const hasPath = binding.parameter(svcKey.dohpath) !== undefined;
  if (ids.length === 0) return "no alpn says which protocols the DNS server speaks";
  const http = ids.filter((id) => overHttp.has(id));
  if (http.length === 0 && !ids.some((id) => direct.has(id))) {
    return `DNS is not spoken over ${ids.slice(0, 4).map(shown).join(" or ")}`;
  }
  if (http.length > 0 && !hasPath) return `${http[0]} needs a dohpath, the path of the queries`;
  return undefined;
}
