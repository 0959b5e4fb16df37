/**
 * Milliseconds that the processor spends on `work`. Unlike those on the clock they do not pass while
 * the machine does something else, so a bound far above the usual holds on any machine.
 */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
