import { everyLoss } from "../../src/steering/simulation/every-loss.js";
import type { Rule } from "../rule.js";
import { steeredHosts } from "./steered-hosts.js";

export const capacityHeadroom: Rule = {
  id: "capacity-headroom",
  severity: "error",
  sets: ["strict"],
  reference: "docs/steering.md; check.headroom",
  summary: "The loss of one target or group leaves too little capacity for the declared peak.",
  why: "The targets that are left get the load of the lost one on top of their own; if they cannot carry it they fail as well, one after the other.",
  hint: "add targets or capacity, or let more pools share the load",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering, options } = context;
    if (steering === undefined) return found.diagnostics;
    const { file, config } = steering;
    if (config.rrsets.every(({ peak }) => peak === null)) return found.diagnostics;
    const { byName } = steeredHosts(context);
    const nowMs = context.around.now * 1000;
    for (const effect of everyLoss(config, { headroom: options.headroom, clients: null, nowMs })) {
      const { what, owner, type, peak, problem } = effect;
      const steered = byName.get(`${owner} ${type}`);
      if (peak === null || problem === null || steered === undefined) continue;
      const { line, column } = steering.place({ rrset: steered[0] });
      found.atPlace(file, line, column, `${owner} ${type} without ${what}: ${problem}`);
    }
    return found.diagnostics;
  },
};
