/** What no adapter understands is never touched, and may be in the way. */
import type { ChangeGate } from "./gate.js";

export const opaqueRecord: ChangeGate = {
  code: "opaque-record",
  refuses:
    "The provider holds something at that name that fivenines does not understand and never touches, and no record can stand beside it.",
  lifted: null,
  judge: ({ opaqueInTheWay }) =>
    opaqueInTheWay === null
      ? null
      : `${opaqueInTheWay} is in the way; take it out there, or the RRset out of the zone file`,
};
