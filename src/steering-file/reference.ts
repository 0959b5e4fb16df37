/** The reference page of steering files and their JSON Schema, both made from the zod schema. */
import { jsonSchemaOf, keyTable } from "../schema/key-table.js";
import { steeringSchema } from "./steering-schema.js";

export function steeringJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(steeringSchema);
}

/** `docs/reference/steering-file.md`. */
export function steeringReference(): string {
  return `${head}\n${keyTable(steeringJsonSchema())}\n`;
}

const head = `# Steering files

<!-- Made from src/steering-file/steering-schema.ts by \`fivenines reference\`: do not edit by hand. -->

\`example.com.steering.yaml\` beside \`example.com.zone\` says which names of the zone are steered: which
of their addresses are probed, how, and which of them are answered. The zone file stays standard and
lists every target, so any other nameserver serves the same zone, unsteered. Both files are one unit:
a change of either is checked with the other, and an error in either keeps the last good version of
both in service. \`fivenines check\` tells everything that is wrong at once, with line and column.

\`\`\`yaml
monitors:
  web: { type: https, host: www.example.com, path: /healthz }
steer:
  - name: www
    policy: failover
    pools:
      - { name: primary, monitor: web, targets: [192.0.2.10, 192.0.2.11] }
      - { name: backup, monitor: web, targets: [198.51.100.20] }
\`\`\`

- **Targets** are data of the zone file: addresses of the steered name, or names that CNAME records of
  the zone lead to, of which one is at the steered name. Every address of the name is a target, or
  stands under \`unsteered\` or \`fallback\`: nothing is left out by accident. A target is in one pool.
- **Names** are relative to the apex, as in a zone file; \`"@"\` is the apex and needs its quotes, as a
  name that begins with an asterisk does. \`qname\` of a monitor is absolute.
- **Monitors** are named by \`monitor\` or \`monitors\` at the name, the pool or the target; the nearest
  one counts, and so does the nearest \`require\` and \`minHealthy\`.
- **Pools** are tiers in order of preference, for every policy but \`all\` and \`geo\`; a pool may hold
  pools and a policy over them, eight deep.
- **Durations**: \`100ms\`, \`5s\`, \`2m\`. **Shares**: \`34%\`. TTLs may be plain numbers of seconds.
- \`bodyPattern\` is text with \`*\` for anything in between. It is no regular expression: whoever
  edits a zone could write one that never ends.
- Bounds: 4 MiB of text, 10,000 steered names, 20,000 targets in one zone, 256 pools beside each other.
- Editors check the file as you type with \`fivenines-steering.schema.json\`, beside this page.
`;
