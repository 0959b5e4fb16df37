import type { Rule } from "../rule.js";

export const steeringAim: Rule = {
  id: "steering-aim",
  severity: "warning",
  sets: ["strict"],
  reference: "docs/steering.md; probes.allow",
  summary: "Probes may not aim at a target's address on this host.",
  why: "Private and local addresses are not probed unless the host's configuration allows it, so that nobody can look into a network by editing a zone. Until then the target counts as well, whatever becomes of it.",
  hint: "add the range to probes.allow in fivenines.yaml, or probe another address: `probe`",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering } = context;
    if (steering === undefined) return found.diagnostics;
    const { config, file } = steering;
    const reasons = new Map<string, string>();
    for (const { key, host } of config.probes) {
      const reason = steering.aimFault(host);
      if (reason !== undefined) reasons.set(key, reason);
    }
    if (reasons.size === 0) return found.diagnostics;
    for (const { targets } of config.rrsets) {
      for (const { id, probes } of targets) {
        const key = probes.find((probe) => reasons.has(probe));
        if (key === undefined) continue;
        const { line, column } = steering.place({ target: id });
        found.atPlace(file, line, column, `probe ${key} is ${reasons.get(key)}`);
      }
    }
    return found.diagnostics;
  },
};
