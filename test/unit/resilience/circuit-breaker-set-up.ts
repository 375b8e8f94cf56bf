import { type BreakerSettings, CircuitBreaker } from '../../../src-main/resilience/index.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { HeldCall } from './held-call.ts'

/*
 * The breaker's cases of issue 4, and the tests that show them, in circuit-breaker-<file>.test.ts:
 *
 *  1 late       ignores in half-open a failure of a call that began while it was closed
 *  2 late       ignores in half-open | while open a success of a call that began while it was closed
 *  3 late       never lets an outcome of one state count in a later one of the same name
 *  4 outcomes   takes an abort by the person as no outcome, and frees the probe's place
 *  5 outcomes   takes our own deadline … as a failure; ollama: takes a first token that does not come in time …
 *  6 outcomes   makes no call and takes no place for a signal that is aborted already
 *  7 probes     lets three of four concurrent probes run and tells the fourth at once when to try again
 *  8 late       closes by two probes while the third hangs, and ignores its late failure
 *  9 probes     opens for a full timeout again when one probe fails
 * 10 probes     opens again when a probe shows no sign of life for its longest wait
 * 11 late       opens once by six simultaneous failures, and the last does not lengthen the rest
 * 12 time       does not care for a wall clock that is moved by ± 1 h
 * 13 time       lets the next call probe after a sleep of eight hours while open
 *               opens again after a sleep with a hanging probe, for a full timeout from waking
 *               stays closed over a sleep, with the window and the calls that it had
 * 14 streams    takes a stream that dies after … pieces as a failure; ollama: a connection that breaks midway …
 * 15 streams    takes a reader that stops early as no outcome, …; ollama: the same over a real connection
 * 16 ollama     an error inside | in the middle of a 200 opens it after five calls
 * 17 ollama     400 | 404 | 429 | 503 with Retry-After | 503 in Ollama's words for busy is no outcome
 * 18 window     stays closed by five failures among fifteen that never were in one window
 *               stays closed by four failures among ten
 * 19 listeners  changes as without it when a listener throws, and tells the others
 * 20 outcomes   takes a synchronous throw as the call's failure
 * 21 outcomes   takes a rejection, and a question that was answered without a call, as no outcome
 * 22 by-hand    ignores calls that were in flight when it was reset
 * 23 by-hand    never probes while it is forced open, from …
 * 24 ollama     counts a call with its retries once
 * 25 ollama     keeps classes apart: …; keeps origins apart: …
 * 26 time       says without any traffic that a probe is due
 *
 * model: does in 10,000 random schedules what a naive reference does
 */

export interface Subject {
  readonly clock: ManualClock
  readonly breaker: CircuitBreaker
}

/** With the settings of the issue, but for those that are given. */
export function aBreaker(settings: Partial<BreakerSettings> = {}): Subject {
  const clock = new ManualClock()
  return { clock, breaker: new CircuitBreaker({ name: 'ollama_client', clock, settings }) }
}

export async function succeed(breaker: CircuitBreaker, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await new HeldCall(breaker).succeed()
}

export async function fail(breaker: CircuitBreaker, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await new HeldCall(breaker).fail()
}

export async function anOpenBreaker(settings: Partial<BreakerSettings> = {}): Promise<Subject> {
  const subject = aBreaker(settings)
  await fail(subject.breaker, subject.breaker.settings.failureThreshold)
  return subject
}

/** Open, with the rest over: the next call is the first probe. */
export async function aDueBreaker(settings: Partial<BreakerSettings> = {}): Promise<Subject> {
  const subject = await anOpenBreaker(settings)
  subject.clock.advance(subject.breaker.settings.timeoutMs)
  return subject
}

export async function inState(state: 'closed' | 'open' | 'half_open'): Promise<Subject> {
  if (state === 'closed') return aBreaker()
  if (state === 'open') return anOpenBreaker()
  const subject = await aDueBreaker()
  await succeed(subject.breaker)
  return subject
}
