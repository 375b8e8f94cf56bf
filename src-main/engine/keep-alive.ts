import { RequestError } from './request-error.ts'

const DEFAULT_MS = 5 * 60_000
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/**
 * How long a model stays loaded after its last use, in milliseconds: a number is seconds, a text is a duration as
 * Go writes it; negative means for ever (Infinity). Five minutes where absent, which is Ollama's default.
 */
export function keepAliveMs(value: string | number | undefined): number {
  if (value === undefined || value === '') return DEFAULT_MS
  const ms = typeof value === 'number' ? value * 1_000 : parseDuration(value)
  return ms < 0 ? Number.POSITIVE_INFINITY : ms
}

function parseDuration(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text) * 1_000
  const match = /^(-?)((?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/.exec(text)
  if (!match?.[2]) throw new RequestError(400, `time: invalid duration "${text}"`)
  let ms = 0
  for (const [, amount, unit] of match[2].matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    ms += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  }
  return match[1] ? -ms : ms
}
