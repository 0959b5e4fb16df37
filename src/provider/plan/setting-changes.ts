/** Settings and resources of the provider's zone that must change with its records. */
import type { ResourceChange, SettingChange } from "../contract/change.js";
import type { PlannedChange } from "../contract/plan.js";
import { sameJson } from "../rrset/same-json.js";
import { resourceChangeId, settingChangeId } from "./change-id.js";
import type { MemberFacts } from "./member-facts.js";
import { jsonText } from "./why.js";

/** Settings that nobody asked for are left as they are. */
export function settingChanges({ translation, live, last }: MemberFacts): PlannedChange[] {
  return Object.keys(translation.settings)
    .sort()
    .flatMap((name) => {
      const before = live.settings[name] ?? null;
      const after = translation.settings[name]!;
      if (sameJson(before, after)) return [];
      const change: SettingChange = {
        kind: "setting",
        id: settingChangeId(name),
        name,
        before,
        after,
      };
      const isDrift = last !== null && sameJson(last.settings[name] ?? null, after);
      const cause = last === null ? "first" : isDrift ? "drift" : "pending";
      const who = isDrift ? "changed at the provider" : "needed by the zone";
      return [{ change, cause, why: `${who}: ${jsonText(before)} → ${jsonText(after)}` }];
    });
}

/** Only what fivenines made is listed, so only that is ever deleted; never in mode `additive`. */
export function resourceChanges({ translation, live, last, member }: MemberFacts): PlannedChange[] {
  const cause = last === null ? "first" : "pending";
  const there = new Map(live.resources.map((resource) => [resource.name, resource]));
  const wanted = new Set(translation.resources.map(({ name }) => name));
  const planned: PlannedChange[] = [];
  for (const after of translation.resources) {
    const before = there.get(after.name) ?? null;
    if (before !== null && sameJson(before.spec, after.spec)) continue;
    const change = resourceChange(after.name, { before, after });
    const why = before === null ? "needed by what is steered" : "its settings differ";
    planned.push({ change, cause, why });
  }
  for (const before of member.policy.mode === "additive" ? [] : live.resources) {
    if (wanted.has(before.name)) continue;
    const change = resourceChange(before.name, { before, after: null });
    planned.push({ change, cause, why: "nothing refers to it any more" });
  }
  return planned.sort((a, b) => (a.change.id < b.change.id ? -1 : 1));
}

function resourceChange(
  name: string,
  { before, after }: Pick<ResourceChange, "before" | "after">,
): ResourceChange {
  const { type } = (after ?? before)!;
  return { kind: "resource", id: resourceChangeId(type, name), name, before, after };
}
