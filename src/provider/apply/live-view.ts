/** A zone at a provider as it is by now: as it was listed, with what was committed since. */
import { type Change, isRrsetChange } from "../contract/change.js";
import type { JsonObject } from "../contract/json.js";
import type { Snapshot } from "../contract/provider.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";

export class LiveView {
  private rrsets = new Map<string, Rrset>();
  settings: JsonObject = {};

  see({ rrsets, settings }: Snapshot): void {
    this.rrsets = new Map(rrsets.map((rrset) => [keyOf(rrset), rrset]));
    this.settings = settings;
  }

  change(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "setting") {
        this.settings = { ...this.settings, [change.name]: change.after };
      } else if (isRrsetChange(change)) {
        if (change.after === null) this.rrsets.delete(keyOf(change.before));
        else this.rrsets.set(keyOf(change.after), change.after);
      }
    }
  }

  get(key: string): Rrset | undefined {
    return this.rrsets.get(key);
  }

  all(): readonly Rrset[] {
    return [...this.rrsets.values()];
  }
}
