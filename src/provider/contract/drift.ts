/** What at a provider may differ although nobody here changed it, and what is done about each. */

/** Against what was applied last; `settings` is what only the provider knows of. */
export const actedClasses = ["value", "ttl", "extra", "missing", "settings"] as const;
export type ActedClass = (typeof actedClasses)[number];

export type DriftAction = "report" | "revert" | "adopt";
export type DriftActions = Readonly<Record<ActedClass, DriftAction>>;

/** Zone files have no settings. */
export type AdoptableDrift = Exclude<ActedClass, "settings">;
