/**
 * What differs between two versions of a zone's steering, in words. What is answered depends on
 * health as well, so this names the settings, not the answers.
 */
import type { Policy, Pool, SteeredRrset, Target, ZoneSteering } from "../steering/config.js";

export interface SteeringChange {
  /** `www.example.com. A`, `monitor web` or `guard`. */
  readonly of: string;
  /** `ttl.max 300 → 60`, `+ target 192.0.2.12`; whole if it is new or gone. */
  readonly changes: readonly string[];
}

/** Null for a version that is not steered. */
export function steeringChanges(
  before: ZoneSteering | null,
  after: ZoneSteering | null,
): SteeringChange[] {
  const old = partsOf(before);
  const now = partsOf(after);
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].flatMap((of): SteeringChange[] => {
    const changes = differences(old.get(of), now.get(of));
    return changes.length === 0 ? [] : [{ of, changes }];
  });
}

/** Settings by their names, as text. */
type Settings = ReadonlyMap<string, string>;

function partsOf(steering: ZoneSteering | null): Map<string, Settings> {
  const parts = new Map<string, Settings>();
  for (const rrset of steering?.rrsets ?? []) {
    const shadow = rrset.shadow ? " (shadow)" : "";
    parts.set(`${rrset.owner} ${rrset.type}${shadow}`, settingsOf(rrset));
  }
  for (const { name, ...monitor } of steering?.monitors ?? []) {
    parts.set(`monitor ${name}`, flat(monitor));
  }
  if (steering !== null) parts.set("guard", flat(steering.guard));
  return parts;
}

function settingsOf({ targets, policy, ...rest }: SteeredRrset): Settings {
  const settings = new Map(flat({ ...rest, owner: null, type: null }));
  for (const { value, id: _, ...target } of targets) {
    settings.set(`target ${value}`, "");
    for (const [key, text] of flat(target)) settings.set(`target ${value} ${key}`, text);
  }
  addPolicy(policy, targets, settings);
  return settings;
}

function addPolicy(
  member: Policy | Pool,
  targets: readonly Target[],
  settings: Map<string, string>,
): void {
  const { path, ...rest } = member;
  const name = path === "" ? "policy" : `pool ${path}`;
  if (member.kind === "pool") {
    const values = member.targets.map((place) => targets[place]?.value ?? "");
    for (const [key, text] of flat({ ...rest, targets: values }))
      settings.set(`${name} ${key}`, text);
    return;
  }
  const pools = member.members.map((below) => below.path).join(", ");
  for (const [key, text] of flat({ ...rest, members: pools })) settings.set(`${name} ${key}`, text);
  for (const below of member.members) addPolicy(below, targets, settings);
}

/** Values of a tree by the path to each; lists of plain values are one. */
function flat(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) {
    into.set(path, value.join(", "));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      flat(inner, path === "" ? key : `${path}.${key}`, into);
    }
  } else if (value !== null) into.set(path, String(value));
  return into;
}

function differences(before: Settings | undefined, after: Settings | undefined): string[] {
  if (before === undefined) return after === undefined ? [] : ["steered now"];
  if (after === undefined) return ["steered no longer"];
  const changes: string[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(key);
    const now = after.get(key);
    if (old === now || isPartOfTarget(key, before, after)) continue;
    if (old === undefined) changes.push(now === "" ? `+ ${key}` : `${key} is ${now}`);
    else if (now === undefined) changes.push(old === "" ? `- ${key}` : `${key} was ${old}`);
    else changes.push(`${key} ${old === "" ? "none" : old} → ${now === "" ? "none" : now}`);
  }
  return changes;
}

/** A target that comes or goes is told as one. */
function isPartOfTarget(key: string, before: Settings, after: Settings): boolean {
  const target = /^target \S+(?= )/.exec(key)?.[0];
  return target !== undefined && !(before.has(target) && after.has(target));
}
