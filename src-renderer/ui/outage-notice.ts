import type { Outage, OutageKind, Part } from './outages.ts'

/** Milliseconds. An engine that fell is there again within a second, and mostly nobody has missed it. */
const GRACE_MS = 2_000

/** Known from calls that failed, or done by a person: these are spoken of at once. */
const brief: ReadonlySet<OutageKind> = new Set(['missing', 'restarting'])

/** Which outages are worth speaking of: those that last, and those that a person met who waits for an answer. */
export class OutageNotice {
  readonly #since = new Map<Part, number>()
  readonly #noticed = new Set<Part>()
  #asked = false
  #askedUntil = Number.NEGATIVE_INFINITY

  /** Whether a person waits for an answer from now on. @param now epoch milliseconds */
  ask(isAsked: boolean, now: number): void {
    if (this.#asked && !isAsked) this.#askedUntil = now
    this.#asked = isAsked
  }

  /** Of `outages`; the same array as `before` where nothing has changed. @param now epoch milliseconds */
  look(outages: readonly Outage[], now: number, before: readonly Outage[]): readonly Outage[] {
    for (const part of this.#since.keys()) {
      if (!outages.some((outage) => outage.part === part)) this.#since.delete(part)
    }
    // What fails an answer may be told only once that has ended.
    const isMet = this.#asked || now - this.#askedUntil < GRACE_MS
    for (const { part, kind } of outages) {
      const since = this.#since.get(part) ?? now
      this.#since.set(part, since)
      if (isMet || !brief.has(kind) || now - since >= GRACE_MS) this.#noticed.add(part)
    }
    const noticed = outages.filter(({ part }) => this.#noticed.has(part))
    const isSame = noticed.length === before.length && noticed.every((outage, at) => outage === before[at])
    return isSame ? before : noticed
  }

  /** Those that are back, of which it was said that they were out. */
  over(parts: readonly Part[]): readonly Part[] {
    return parts.filter((part) => this.#noticed.delete(part))
  }
}
