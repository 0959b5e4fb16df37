/** The part of the image store that loading needs. */
export interface ImageTarget {
  publish(segments: readonly Uint8Array[]): void;
  adopt(segment: SharedArrayBuffer): void;
  /** `apex` in wire form. */
  remove(apex: Uint8Array): boolean;
  /** The segment that serves `apex` now; null if none does. */
  segment(apex: Uint8Array): ServedSegment | null;
}

export interface ServedSegment {
  /** In shared memory. */
  readonly bytes: Uint8Array;
  /** It has that memory for itself. Otherwise it may become another zone's at any later turn. */
  readonly isAlone: boolean;
}
