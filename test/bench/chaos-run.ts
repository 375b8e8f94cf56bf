import { getEventListeners } from 'node:events'
import { Server, Socket } from 'node:net'
import { AppError } from '../../src-main/base/app-error.ts'
import { ConnectionPool, GuardedModelServer, OllamaServer } from '../../src-main/ollama/index.ts'
import { FakeOllama } from '../fakes/fake-ollama.ts'
import type { Answer } from '../fakes/fake-ollama-answers.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { answerIn, type Weather, weathers } from './chaos-faults.ts'
import { type Outcome, WatchedBreaker } from './watched-breaker.ts'

const TICK_MS = 250
/** Longer than any deadline with all retries: what has not ended by then never will. */
const DRAIN_MS = 1_800_000
const request = { model: 'fake-chat', messages: [{ role: 'user', content: 'Hi' }] } as const

export interface ChaosFigures {
  readonly calls: number
  readonly outcomes: Readonly<Record<Outcome | 'rejected', number>>
  readonly requests: number
  readonly openings: number
  readonly happenings: number
  readonly withoutEnd: number
  readonly differences: number
  readonly leftOver: Readonly<Record<'sockets' | 'requests' | 'listeners' | 'timers' | 'places', number>>
}

/** Calls through breaker, retry, pool and client to a real HTTP server that is in changing moods. Time is moved by hand. */
export class ChaosRun {
  readonly #random: () => number
  readonly #clock = new ManualClock()
  readonly #fake = new FakeOllama()
  readonly #chat = new WatchedBreaker({ name: 'ollama_client', clock: this.#clock })
  readonly #embed = new WatchedBreaker({ name: 'ollama_embed', clock: this.#clock })
  readonly #outcomes = { chat: new Map<number, Outcome>(), embed: new Map<number, Outcome>() }
  readonly #pool = new ConnectionPool({ clock: this.#clock })
  readonly #guarded: GuardedModelServer
  /** Outlives all calls, as an ingest's does: a listener that stays on it is a leak. */
  readonly #ingest = new AbortController()
  readonly #signals = new Set<AbortSignal>([this.#ingest.signal])
  readonly #people = new Set<AbortController>()
  readonly #underWay = new Set<Promise<void>>()
  #weather: Weather = weathers[0] as Weather
  #calls = 0
  #rejected = 0
  /** That the server still has. */
  #requests = 0

  /** @param random in [0, 1): decides everything but how fast the sockets are */
  constructor(random: () => number) {
    this.#random = random
    const server = new OllamaServer({
      backend: 'ollama',
      clock: this.#clock,
      pool: this.#pool,
      origin: 'fake',
      address: async () => ({ origin: this.#fake.origin }),
    })
    this.#guarded = new GuardedModelServer({
      server,
      breakers: { chat: this.#chat, embed: this.#embed },
      clock: this.#clock,
      random,
      flush: (kind, error) => this.#pool.flush(this.#fake.origin, kind, error),
    })
  }

  async run(ms: number): Promise<ChaosFigures> {
    const before = new Set(openSockets())
    await this.#fake.start()
    this.#fake.loaded = ['fake-chat:latest']
    for (const kind of ['chat', 'embed'] as const) this.#fake.script(`/api/${kind}`, this.#next(kind))
    for (let at = 0; at < ms; at += TICK_MS) {
      await this.#tick()
      await this.#pass()
    }
    await this.#setWeather(weathers[0] as Weather)
    for (let at = 0; at < DRAIN_MS && this.#underWay.size > 0; at += TICK_MS) await this.#pass()
    const withoutEnd = this.#underWay.size
    await this.#guarded.dispose()
    const places = await this.#placesTaken()
    const requests = this.#requests
    await this.#pool.dispose()
    await this.#fake.close()
    await turn()
    const [chat, embed] = [this.#chat.snapshot(), this.#embed.snapshot()]
    return {
      calls: this.#calls,
      outcomes: { ...this.#counted(), rejected: this.#rejected },
      requests: this.#fake.requests.length,
      openings: [chat, embed].reduce(
        (sum, { transitions }) => sum + transitions.closedToOpen + transitions.halfOpenToOpen,
        0,
      ),
      happenings: this.#chat.happenings + this.#embed.happenings,
      withoutEnd,
      differences:
        this.#chat.differences(this.#outcomes.chat) + this.#embed.differences(this.#outcomes.embed),
      leftOver: {
        sockets: openSockets().filter((socket) => !before.has(socket)).length,
        requests,
        listeners:
          [...this.#signals].reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0) +
          this.#chat.listeners +
          this.#embed.listeners,
        timers: this.#clock.pending,
        places: places + chat.inFlight + embed.inFlight,
      },
    }
  }

  async #tick(): Promise<void> {
    const random = this.#random
    if (random() < 1 / 120) {
      await this.#setWeather(weathers[Math.floor(random() * weathers.length)] as Weather)
    }
    for (let more = random(); more > 0.4; more -= 0.3) this.#start(random() < 0.5 ? 'chat' : 'embed')
    if (random() < 0.05) [...this.#people][Math.floor(random() * this.#people.size)]?.abort()
  }

  /** A turn or two of the real event loop, then a quarter of a second of the calls' time. */
  async #pass(): Promise<void> {
    await turn()
    this.#clock.advance(TICK_MS)
    this.#chat.passed(TICK_MS)
    this.#embed.passed(TICK_MS)
  }

  async #setWeather(weather: Weather): Promise<void> {
    if (!this.#weather.faults && weather.faults) await this.#fake.start()
    if (this.#weather.faults && !weather.faults) await this.#fake.close()
    this.#weather = weather
  }

  #next(kind: 'chat' | 'embed'): Answer {
    return (exchange) => {
      this.#fake.script(`/api/${kind}`, this.#next(kind))
      this.#requests++
      void exchange.closed.then(() => this.#requests--)
      return answerIn(this.#weather, kind, this.#random)(exchange)
    }
  }

  #start(kind: 'chat' | 'embed'): void {
    const person = new AbortController()
    const signal = kind === 'chat' ? person.signal : this.#ingest.signal
    this.#signals.add(signal)
    if (kind === 'chat') this.#people.add(person)
    const breaker = kind === 'chat' ? this.#chat : this.#embed
    const work = kind === 'chat' ? this.#readChat(signal) : this.#embedOne(signal)
    const call = breaker.newestCall
    const wasMade = !breaker.isRejected(call)
    this.#calls++
    const ended = work
      .then(
        (outcome) => outcome,
        (error: unknown) => outcomeBy(error, signal),
      )
      .then((outcome) => {
        if (!wasMade) this.#rejected++
        else this.#outcomes[kind].set(call, outcome)
      })
      .finally(() => {
        this.#underWay.delete(ended)
        this.#people.delete(person)
      })
    this.#underWay.add(ended)
  }

  /** Some readers leave before the end. */
  async #readChat(signal: AbortSignal): Promise<Outcome> {
    const most = this.#random() < 0.1 ? 1 : Number.POSITIVE_INFINITY
    let read = 0
    for await (const { type } of this.#guarded.chat(request, signal)) {
      if (type === 'done') return 'success'
      if (++read >= most) return 'neutral'
    }
    throw new Error('A chat ended without done')
  }

  async #embedOne(signal: AbortSignal): Promise<Outcome> {
    await this.#guarded.embed(
      'fake-embed',
      ['a text'],
      signal,
      this.#random() < 0.5 ? 'person' : 'background',
    )
    return 'success'
  }

  /** Places of the pool that nobody gave back: with all of them free, that many leases need no overflow. */
  async #placesTaken(): Promise<number> {
    const { inFlight, queued, overflow, settings, origins } = this.#pool.snapshot()
    const embeds = origins.reduce((sum, { embedsInFlight }) => sum + embedsInFlight, 0)
    const leases = await Promise.all(
      Array.from({ length: settings.maxSize }, () =>
        this.#pool.acquire(this.#fake.origin, { kind: 'chat', priority: 'person' }, this.#ingest.signal),
      ),
    )
    for (const lease of leases) lease.release()
    return inFlight + queued + embeds + this.#pool.snapshot().overflow - overflow
  }

  #counted(): Record<Outcome, number> {
    const all = [...this.#outcomes.chat.values(), ...this.#outcomes.embed.values()]
    const count = (outcome: Outcome) => all.filter((one) => one === outcome).length
    return { success: count('success'), failure: count('failure'), neutral: count('neutral') }
  }
}

/** The rule of the issue, from what a caller sees; not the breaker's own table. */
function outcomeBy(error: unknown, signal: AbortSignal): Outcome {
  if (!(error instanceof AppError)) return 'failure'
  if (signal.aborted) return 'neutral'
  const status = (error.data as { readonly status?: number } | undefined)?.status ?? 0
  // Made, but refused while it still waited for a connection: CIRCUIT_OPEN as well.
  const saysNothing = [
    'CIRCUIT_OPEN',
    'MODEL_BUSY',
    'EMBEDDING_INVALID',
    'POOL_FULL',
    'POOL_TIMEOUT',
  ].includes(error.code)
  return saysNothing || (status >= 400 && status < 500) ? 'neutral' : 'failure'
}

async function turn(): Promise<void> {
  await new Promise(setImmediate)
  await new Promise(setImmediate)
}

function openSockets(): readonly unknown[] {
  // Not in Node's documentation, but the one way to tell sockets apart: another bench's may close meanwhile.
  const { _getActiveHandles } = process as unknown as { _getActiveHandles(): unknown[] }
  return _getActiveHandles
    .call(process)
    .filter((handle) => handle instanceof Socket || handle instanceof Server)
}
