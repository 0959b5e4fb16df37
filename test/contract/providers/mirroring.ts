/** A zone brought to a provider with nothing but the contract: list, translate, plan, pack, apply. */
import type { DesiredZone } from "../../../src/provider/contract/desired.js";
import type { Member, MemberPolicy } from "../../../src/provider/contract/member.js";
import type { PlanPart } from "../../../src/provider/contract/plan.js";
import type {
  Batch,
  Provider,
  ProviderZone,
  Receipt,
  Snapshot,
} from "../../../src/provider/contract/provider.js";
import { planMember } from "../../../src/provider/plan/plan-member.js";
import { liftableCodes } from "../../../src/provider/plan/refusals/gates.js";
import type { Rrset } from "../../../src/provider/rrset/rrset.js";
import { plainPolicy } from "../../support/plain-member.js";

const NS = 2;

const anythingGoes: MemberPolicy = {
  ...plainPolicy,
  safety: { deletesMax: 1, updatesMax: 1, fromRecords: 0, shrinkMax: 1 },
};
const allowances = { codes: new Set(liftableCodes) };

/** The zone of the provider that the suite works in. */
export interface Workplace {
  readonly provider: Provider;
  readonly zone: ProviderZone;
}

/** What should be there: these RRsets, and the NS at the apex that are there. */
export function desiredOf(
  rrsets: readonly Rrset[],
  { zone }: Workplace,
  live: Snapshot,
): DesiredZone {
  const apexNs = live.rrsets.filter(
    ({ owner, type }) => type === NS && owner.length === zone.apex.length,
  );
  const plain = apexNs.map(({ raw: _raw, marked: _marked, ...rrset }) => rrset);
  return {
    apex: zone.apex,
    serial: 1,
    rrsets: [...plain, ...rrsets],
    steered: [],
    hints: new Map(),
    losses: [],
  };
}

export function planOf(
  desired: DesiredZone,
  { provider, zone }: Workplace,
  live: Snapshot,
): PlanPart {
  const member: Member = { provider, desired, policy: anythingGoes };
  return planMember(member, zone, live, null, { nowMs: 0, allowances }).part;
}

/** Applies batches one after the other. */
export async function applyAll(
  batches: readonly Batch[],
  { provider, zone }: Workplace,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const [index, batch] of batches.entries()) {
    receipts.push(await provider.apply(batch, zone, { token: `t${index}` }));
  }
  return receipts;
}

/** Makes the zone hold these RRsets, as far as the provider takes them, and says what that was. */
export async function mirror(rrsets: readonly Rrset[], place: Workplace) {
  const { provider, zone } = place;
  const live = await provider.list(zone);
  const desired = desiredOf(rrsets, place, live);
  const part = planOf(desired, place, live);
  const receipts = await applyAll(part.batches, place);
  return { live, desired, part, receipts, translation: provider.translate(desired, zone, live) };
}
