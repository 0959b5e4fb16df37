/** Whether the leftmost label of a name (wire form) is `*`. */
export function isWildcard(name: Uint8Array): boolean {
  return name[0] === 1 && name[1] === 0x2a;
}
