/** The part of the image store that loading needs. */
export interface ImageTarget {
  publish(segments: readonly Uint8Array[]): void;
  adopt(segment: SharedArrayBuffer): void;
  /** `apex` in wire form. */
  remove(apex: Uint8Array): boolean;
}
