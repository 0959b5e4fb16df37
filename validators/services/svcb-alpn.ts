import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { serviceBindingsOf } from "./service-binding.js";

/**
 * What is often written for the names of IANA's "TLS Application-Layer Protocol Negotiation (ALPN)
 * Protocol IDs". Other names are let pass: drafts and vendors have their own.
 */
const mistaken: { readonly [id: string]: string } = {
  h1: "http/1.1",
  http: "http/1.1",
  http1: "http/1.1",
  "http1.1": "http/1.1",
  "http/1": "http/1.1",
  https: "h2",
  http2: "h2",
  "http/2": "h2",
  "http/2.0": "h2",
  http3: "h3",
  "http/3": "h3",
  "http/3.0": "h3",
  quic: "h3",
  tls: "dot",
};
const registered = new Set(["http/1.0", "http/1.1", "h2", "h3", "dot", "doq"]);

export const svcbAlpn: Rule = {
  id: "svcb-alpn",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9460 §7.1",
  summary: "An SVCB or HTTPS record offers a protocol that has no such name.",
  why: "Clients compare the name octet by octet with those they speak; nobody picks this one, and what you meant to offer is not used.",
  hint: "write names that are registered, such as alpn=h2,h3",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (binding.isAlias) continue;
      for (const id of binding.alpnIds()) {
        const hint = meantBy(id);
        if (hint === undefined) continue;
        found.at(binding.record, "alpn=", `"${shown(id)}" is the name of no protocol`, hint);
      }
    }
    return found.diagnostics;
  },
};

/** What to write, if the name is a slip. */
function meantBy(id: string): string | undefined {
  if (id.includes(",")) return "write the comma without a backslash: alpn=h2,h3";
  const lower = id.toLowerCase();
  if (Object.hasOwn(mistaken, lower)) return `write ${mistaken[lower]}`;
  return lower !== id && registered.has(lower) ? `write ${lower}` : undefined;
}
