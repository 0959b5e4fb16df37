/** Bounds of orders and of what targets tell; the commands and the endpoint ask for the same. */
export const overrideMsMin = 1000;
/** Longer than a year is for good: leave the time out. */
export const overrideMsMax = 366 * 86_400_000;
export const periodMsMin = 100;
export const periodMsMax = 3_600_000;
