/** The reference page of refusals, made from the table of gates. */

import type { ChangeGate, PartGate } from "./gate.js";
import { changeGates, partGates } from "./gates.js";

/** `docs/reference/sync-refusals.md`. */
export function refusalReference(): string {
  return `${head}
## Of all changes of a zone at a provider

Nothing is applied there; other zones and other providers go on.

${tableOf(partGates)}

## Of single changes

The change is held back, and so is what cannot go without it: the other half of a replacement (a
CNAME for an address), DS without its NS, NS whose DS stays. The rest of the zone goes on. Gates are
asked in this order, and the first that holds a change is told.

${tableOf(changeGates)}
`;
}

function tableOf(gates: readonly (ChangeGate | PartGate)[]): string {
  const rows = gates.map(
    ({ code, refuses, lifted }) =>
      `| \`${code}\` | ${refuses} | ${lifted ?? "Nothing: no flag lifts it."} |`,
  );
  return ["| code | when | what `--allow` does |", "|---|---|---|", ...rows].join("\n");
}

const head = `# Refusals of provider sync

<!-- Made from src/provider/plan/refusals by \`fivenines reference\`: do not edit by hand. -->

\`fivenines sync plan\` says for each zone at each provider what would change. What could do harm is
refused, with a code and the numbers, until a person allows it for one run: \`--allow CODE\`, which may
be repeated. A plan that was made with it holds what it allowed, so \`apply --plan\` needs it no more;
only \`freeze\` and \`paused\` are asked again on the day. Codes are stable, and stand in plans
(\`sync-plan.schema.json\`, beside this page), too.

A zone is fresh as long as nothing was applied to it and it has nothing but what it was made with: SOA,
NS at the apex, and their addresses.
`;
