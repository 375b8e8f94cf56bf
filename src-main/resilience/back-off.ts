export interface BackOffSettings {
  /** Milliseconds that the first wait is below. */
  readonly baseMs: number
  /** Milliseconds that no wait is above. */
  readonly capMs: number
}

export const defaultBackOff: BackOffSettings = { baseMs: 200, capMs: 5_000 }

/**
 * Milliseconds to wait before the retry after failed attempt `n`, which counts from 0: anything in
 * [0, min(cap, base·2^n)). The "full jitter" of AWS' architecture blog, "Exponential Backoff And Jitter" (2015):
 * of the ways compared there the one with the fewest calls, since callers that failed together come back apart.
 *
 * @param random in [0, 1), as Math.random
 */
export function fullJitter(n: number, random: () => number, settings: BackOffSettings): number {
  return random() * Math.min(settings.capMs, settings.baseMs * 2 ** n)
}
