/**
 * A desired zone as Cloudflare holds it. What the zone file cannot say (proxy, comments, settings and
 * tags of records) comes from hints; without one it stays as it is.
 */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { DesiredZone } from "../contract/desired.js";
import type { JsonObject } from "../contract/json.js";
import type { Loss, ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { comparableKey } from "../rrset/same-rrset.js";
import { cloudflareCapabilities, limitsOfPlan, type PlanLimits } from "./capabilities.js";
import { automaticSeconds, type Extra, extraOf, extraToJson } from "./extra.js";
import { commentOf } from "./mark.js";
import { typesAtOwners, untakenReason } from "./untaken.js";

const A = 1;
const NS = 2;
const CNAME = 5;
const AAAA = 28;
const proxiable: ReadonlySet<number> = new Set([A, AAAA, CNAME]);

export function translateZone(
  desired: DesiredZone,
  zone: ProviderZone,
  live: Snapshot | null,
): Translation {
  return new ZoneTranslation(desired, zone, live).run();
}

class ZoneTranslation {
  private readonly losses: Loss[] = [];
  private readonly limits: PlanLimits;
  private readonly liveExtras: ReadonlyMap<string, Extra>;
  /** Owners (`rrsetKey` of type 0) that are to be proxied, or not; others stay as they are. */
  private readonly proxied = new Map<string, boolean>();

  constructor(
    private readonly desired: DesiredZone,
    private readonly zone: ProviderZone,
    live: Snapshot | null,
  ) {
    this.limits = limitsOfPlan(zone.facts.plan);
    this.liveExtras = new Map((live?.rrsets ?? []).map((rrset) => [keyOf(rrset), extraOf(rrset)]));
    // One proxied address proxies all addresses of its name; hints go before what is there.
    for (const { owner, type, extra } of live?.rrsets ?? []) {
      if (proxiable.has(type) && extraOf({ extra }).proxied !== undefined) {
        this.proxied.set(rrsetKey(owner, 0), true);
      }
    }
    const hinted = new Map<string, boolean>();
    for (const { owner, type } of desired.rrsets) {
      const hint = desired.hints.get(rrsetKey(owner, type))?.proxied;
      if (hint === undefined || !proxiable.has(type)) continue;
      const key = rrsetKey(owner, 0);
      hinted.set(key, hint || hinted.get(key) === true);
    }
    for (const [key, hint] of hinted) this.proxied.set(key, hint);
  }

  run(): Translation {
    const { apex } = this.desired;
    const typesAt = typesAtOwners(this.desired.rrsets);
    const rrsets: Rrset[] = [];
    let settings: JsonObject = {};
    const settingsNeededBy = new Map<string, string>();
    for (const whole of this.desired.rrsets) {
      const isApexNs = whole.type === NS && whole.owner.length === apex.length;
      const rrset = isApexNs ? this.withoutAssigned(whole) : whole;
      if (rrset.rdatas.length === 0) continue;
      const reason = untakenReason(rrset, apex, typesAt);
      if (reason !== undefined) {
        this.lose(rrset, "refused", reason.code, reason.message, reason.hint);
        continue;
      }
      if (isApexNs) {
        settings = this.settingsForApexNs(rrset);
        for (const name of Object.keys(settings)) settingsNeededBy.set(name, keyOf(rrset));
      }
      rrsets.push(this.fitted(rrset));
    }
    return { rrsets, settings, settingsNeededBy, resources: [], losses: this.losses };
  }

  /** Ignored unless the zone has several providers. */
  private settingsForApexNs(rrset: Rrset): JsonObject {
    if (this.zone.facts.settingsHidden !== true) return { multi_provider: true };
    this.lose(
      rrset,
      "degraded",
      "setting-not-readable",
      "the token may not read the DNS settings of the zone, and these NS are ignored unless multi_provider is on",
      "let the token read and edit DNS settings, or switch multi_provider on there",
    );
    return {};
  }

  /** Cloudflare's own nameservers are served whatever is stored, and are no records. */
  private withoutAssigned(rrset: Rrset): Rrset {
    const own = new Set(this.zone.assigned.map(nsKey));
    const names = new Set(rrset.rdatas.map(nsKey));
    const added = this.zone.assigned.filter((name) => !names.has(nsKey(name)));
    if (added.length > 0) {
      const list = added.map((name) => nameToText(name)).join(", ");
      const message = `Cloudflare answers its own nameservers besides: ${list}`;
      this.lose(rrset, "info", "apex-ns-added", message, "apexNs: union adds them everywhere");
    }
    return { ...rrset, rdatas: rrset.rdatas.filter((rdata) => !own.has(nsKey(rdata))) };
  }

  private fitted(rrset: Rrset): Rrset {
    const { owner, type } = rrset;
    const key = rrsetKey(owner, type);
    const live = this.liveExtras.get(key) ?? {};
    const hint = this.desired.hints.get(key);
    if (hint?.proxied === true && !proxiable.has(type)) {
      const message = `only addresses and CNAMEs can be proxied, not ${typeName(type)}`;
      this.lose(rrset, "info", "not-proxied", message, "take `proxied` out of its hints");
    }
    const isProxied = proxiable.has(type) && this.proxied.get(rrsetKey(owner, 0)) === true;
    const comment =
      hint?.comment === undefined ? live.comment : this.shortened(rrset, hint.comment);
    const keptSome = hint?.proxied === undefined && live.proxied === "some";
    const extra: Extra = {
      ...(isProxied ? { proxied: keptSome ? "some" : true } : {}),
      ...(comment === undefined || comment === "" ? {} : { comment }),
      ...(live.settings === undefined ? {} : { settings: live.settings }),
      ...(live.tags === undefined ? {} : { tags: live.tags }),
    };
    const ttlSeconds = isProxied ? automaticSeconds : this.clamped(rrset);
    return { ...rrset, ttlSeconds, extra: extraToJson(extra) };
  }

  private clamped(rrset: Rrset): number {
    const { ttlSeconds } = rrset;
    const { ttlSecondsMin } = this.limits;
    const { maxSeconds } = cloudflareCapabilities.ttl;
    const served = Math.min(maxSeconds, Math.max(ttlSecondsMin, ttlSeconds));
    if (served !== ttlSeconds) {
      const [code, bound] = served > ttlSeconds ? ["ttl-raised", "least"] : ["ttl-lowered", "most"];
      const message = `TTL ${ttlSeconds} becomes ${served}, the ${bound} that Cloudflare takes`;
      this.lose(rrset, "info", code!, message, `write TTL ${served} to have it everywhere`);
    }
    return served;
  }

  private shortened(rrset: Rrset, text: string): string {
    const room = this.limits.commentMax - (commentOf({ isMarked: true, text: "x" }).length - 1);
    if (text.length <= room) return text;
    const message = `the comment has ${text.length} characters, ${room} fit`;
    this.lose(rrset, "info", "comment-shortened", message, "write a shorter one");
    return text.slice(0, room);
  }

  private lose(
    { owner, type }: Pick<Rrset, "owner" | "type">,
    severity: Loss["severity"],
    code: string,
    message: string,
    hint: string,
  ): void {
    this.losses.push({ code, severity, owner, type, message, hint });
  }
}

/** Names as NS have them, whatever the case. */
function nsKey(name: Uint8Array): string {
  return comparableKey(NS, name, looseComparison);
}
