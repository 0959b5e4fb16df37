/** What is to happen, by time; of equal times what was put in first comes first. A binary heap. */
export class EventQueue<Item> {
  private readonly heap: { atMs: number; order: number; item: Item }[] = [];
  private order = 0;

  get nextMs(): number | null {
    return this.heap[0]?.atMs ?? null;
  }

  push(atMs: number, item: Item): void {
    const { heap } = this;
    let at = heap.length;
    heap.push({ atMs, order: this.order++, item });
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): Item | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first?.item;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const least = right < heap.length && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(least, at)) break;
      this.swap(at, least);
      at = least;
    }
    return first.item;
  }

  private isBefore(a: number, b: number): boolean {
    const one = this.heap[a]!;
    const other = this.heap[b]!;
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const one = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = one;
  }
}
