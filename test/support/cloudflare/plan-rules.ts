/**
 * What depends on the plan of a zone.
 * https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
 * https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/
 */
export interface PlanRules {
  readonly batchMax: number;
  readonly ttlSecondsMin: number;
  readonly commentMax: number;
  readonly tags: boolean;
  readonly flattening: boolean;
}

const paid = { batchMax: 3500, commentMax: 500, tags: true, flattening: true } as const;

export const planRules = {
  free: { batchMax: 200, ttlSecondsMin: 60, commentMax: 100, tags: false, flattening: false },
  pro: { ...paid, ttlSecondsMin: 60 },
  business: { ...paid, ttlSecondsMin: 60 },
  enterprise: { ...paid, ttlSecondsMin: 30 },
} as const satisfies Record<string, PlanRules>;

export type PlanName = keyof typeof planRules;
