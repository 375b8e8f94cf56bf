import type { BreakerName, BreakerSnapshot } from '../../src-shared/schemas/resilience.ts'
import type { Finding } from './health.ts'

const parts: Readonly<Record<BreakerName, string>> = {
  ollama_client: "Ollama's chat model",
  ollama_embed: "Ollama's embedding model",
  engine: "the built-in engine's chat model",
  engine_embed: "the built-in engine's embedding model",
  chroma: 'Chroma',
}

/** Whether what answers depend on is called at all. Each that is not is named, with when it is tried again. */
export function breakerFinding(breakers: readonly BreakerSnapshot[]): Finding {
  const needed = breakers.filter((breaker) => breaker.needed)
  const inTrouble = needed.filter(({ state }) => state !== 'closed')
  if (inTrouble.length === 0) return { state: 'ok', detail: 'Everything that answers need is called.' }
  const sentences = inTrouble.map((breaker) =>
    capitalised(`${parts[breaker.name]} (${breaker.name}) ${predicateOf(breaker)}`),
  )
  return { state: inTrouble.some(isShut) ? 'down' : 'degraded', detail: sentences.join(' ') }
}

/**
 * What its breaker makes of a part that would be ok by itself. Null: nothing.
 *
 * @param effect one sentence: what serves meanwhile
 */
export function restingFinding(breaker: BreakerSnapshot | undefined, effect: string): Finding | null {
  if (breaker === undefined || breaker.state === 'closed' || breaker.state === 'disabled') return null
  const detail = `It ${predicateOf(breaker)} ${effect}`
  return { state: isShut(breaker) ? 'down' : 'degraded', detail }
}

const isShut = ({ state }: BreakerSnapshot): boolean => state === 'open' || state === 'forced_open'

/** With its full stop. */
function predicateOf(breaker: BreakerSnapshot): string {
  switch (breaker.state) {
    case 'closed':
      return 'is called.'
    case 'open':
      return `${failedHow(breaker)}; ${nextTry(breaker.probeInMs)}.`
    case 'half_open':
      return `${failedHow(breaker)} and is being tried again.`
    case 'forced_open':
      return 'was stopped by hand; nothing is tried until that is reset.'
    case 'disabled':
      return 'is called however often it fails: its breaker was disabled by hand.'
  }
}

function failedHow({ consecutiveFailures, window, settings }: BreakerSnapshot): string {
  if (consecutiveFailures >= settings.failureThreshold) return `failed ${consecutiveFailures} times in a row`
  const failures = window.filter((isSuccess) => !isSuccess).length
  return failures === 0 ? 'failed' : `failed in ${failures} of ${window.length} calls`
}

function nextTry(probeInMs: number | null): string {
  const seconds = Math.ceil((probeInMs ?? 0) / 1_000)
  return seconds === 0 ? 'the next try is due' : `next try in ${seconds} s`
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
