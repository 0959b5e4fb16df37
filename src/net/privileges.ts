/**
 * Gives up root once the sockets are bound. glibc and musl apply setuid() to all threads of the
 * process, so workers may be running already; still it is done before they start, so that none
 * ever runs as root.
 */

/** The process, or in tests what stands for it. */
export interface Identity {
  readonly getuid?: () => number;
  readonly getgid?: () => number;
  readonly initgroups?: (user: string | number, group: string | number) => void;
  readonly setgid?: (group: string | number) => void;
  readonly setuid?: (user: string | number) => void;
}

export interface Account {
  readonly user: string;
  /** By default the user's name, the way Debian names a service's group. */
  readonly group?: string;
}

/** Undefined once done, otherwise why not: a server asked to run as somebody else must not go on. */
export function dropPrivileges(
  { user, group = user }: Account,
  identity: Identity = process,
): string | undefined {
  const { getuid, getgid, initgroups, setgid, setuid } = identity;
  if (!getuid || !getgid || !initgroups || !setgid || !setuid) {
    return "this platform has no users to change to; remove the user setting";
  }
  if (getuid() !== 0) {
    return `only root can change to user ${user}; start as root, or as ${user} without the setting`;
  }
  try {
    // The order matters: without root neither groups nor group can be changed any more.
    initgroups(user, group);
    setgid(group);
    setuid(user);
  } catch (error) {
    return `cannot change to user ${user}, group ${group}: ${(error as Error).message}`;
  }
  if (getuid() === 0 || getgid() === 0) return `user ${user} is root by another name`;
  try {
    setuid(0);
  } catch {
    return undefined;
  }
  return "root can be regained; refusing to serve";
}
