/** Frames kept in memory: least recently used ones go first when the bytes exceed the limit. */
export class ByteCache {
  private readonly entries = new Map<string, Uint8Array>();
  private held = 0;

  constructor(private readonly limit: number) {}

  get bytes(): number {
    return this.held;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): Uint8Array | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: string, value: Uint8Array): void {
    this.held += value.byteLength - (this.entries.get(key)?.byteLength ?? 0);
    this.entries.delete(key);
    this.entries.set(key, value);
    for (const [oldest, old] of this.entries) {
      if (this.held <= this.limit || oldest === key) break;
      this.entries.delete(oldest);
      this.held -= old.byteLength;
    }
  }
}

/**
 * The order in which hours are worth having: this one, its neighbors, then the day ahead, then
 * the day behind, `limit` of them at most.
 */
export function prefetchOrder(hour: number, hours: number, limit: number): number[] {
  const order = [hour];
  for (let step = 1; step <= 3; step++) order.push(hour + step, hour - step);
  for (let step = 4; step <= 25; step++) order.push(hour + step);
  for (let step = 4; step <= 24; step++) order.push(hour - step);
  return order.filter((h) => h >= 0 && h < hours).slice(0, limit);
}

type Load = (hour: number, signal: AbortSignal) => Promise<Uint8Array>;

/**
 * Frames of one forecast and category, loaded in order of need. What is no longer wanted is
 * aborted; what was loaded stays in the shared cache.
 */
export class FrameLoader {
  private readonly running = new Map<number, AbortController>();
  private wanted: number[] = [];
  private closed = false;

  constructor(
    private readonly cache: ByteCache,
    private readonly prefix: string,
    private readonly load: Load,
    private readonly onFrame: (hour: number) => void,
    private readonly onError: (error: unknown, hour: number) => void,
    private readonly parallel = 4,
  ) {}

  get(hour: number): Uint8Array | undefined {
    return this.cache.get(this.key(hour));
  }

  has(hour: number): boolean {
    return this.cache.has(this.key(hour));
  }

  /** Replaces what is wanted: the first is the most urgent. */
  want(order: number[]): void {
    this.wanted = order.filter((hour) => !this.has(hour));
    const urgent = this.wanted[0];
    for (const [hour, controller] of this.running) {
      const stale = !this.wanted.includes(hour);
      const crowdedOut = this.running.size >= this.parallel && urgent !== undefined &&
        !this.running.has(urgent) && hour === this.leastUrgentRunning();
      if (stale || crowdedOut) {
        controller.abort();
        this.running.delete(hour);
      }
    }
    this.pump();
  }

  close(): void {
    this.closed = true;
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  private key(hour: number): string {
    return `${this.prefix}/${hour}`;
  }

  private leastUrgentRunning(): number | undefined {
    return [...this.running.keys()].sort(
      (a, b) => this.wanted.indexOf(b) - this.wanted.indexOf(a),
    )[0];
  }

  private pump(): void {
    for (const hour of this.wanted) {
      if (this.closed || this.running.size >= this.parallel) return;
      if (!this.running.has(hour) && !this.has(hour)) void this.start(hour);
    }
  }

  private async start(hour: number): Promise<void> {
    const controller = new AbortController();
    this.running.set(hour, controller);
    try {
      const frame = await this.load(hour, controller.signal);
      this.cache.set(this.key(hour), frame);
      if (!this.closed && !controller.signal.aborted) this.onFrame(hour);
    } catch (error) {
      if (!controller.signal.aborted && !this.closed) {
        // Nothing more is asked of a server that fails: the reader's next step or retry does that.
        this.wanted = [];
        this.onError(error, hour);
      }
    } finally {
      if (this.running.get(hour) === controller) this.running.delete(hour);
      this.pump();
    }
  }
}
