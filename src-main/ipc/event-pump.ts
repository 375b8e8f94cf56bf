import { type BrowserWindow, webContents } from 'electron'
import { EVENT_CHANNEL } from '../../src-shared/ipc/channels.ts'
import type { EventName, Events } from '../../src-shared/ipc/events.ts'
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { Services } from '../services.ts'
import { Pace } from './pace.ts'

const SNAPSHOT_MS = 1_000
const LOG_BATCH_MS = 250
/** Scripts ask many questions a second, and each changes the cache. */
const CACHE_MS = 1_000

/** Carries what the services tell into the window. Nothing is sent where no window is open. */
export class EventPump implements Disposable {
  readonly #window: () => BrowserWindow | null
  readonly #log: Logger
  #pictureDue: NodeJS.Immediate | null = null
  readonly #parts = new DisposableStore()

  constructor(services: Services, window: () => BrowserWindow | null) {
    this.#window = window
    this.#log = services.log.scope('ipc')
    const { sessions, conversations, library, models, resilience, log } = services
    for (const subscription of [
      sessions.onEvents((payload) => this.send('chat.events', payload)),
      sessions.onStarted((payload) => this.send('chat.started', payload)),
      sessions.onLine((payload) => this.send('chat.line', payload)),
      sessions.onEnded((payload) => this.send('chat.ended', payload)),
      conversations.onChanged((payload) => this.send('conversations.changed', payload)),
      library.onStatus((status) => this.send('library.status', status)),
      library.onChanged(() => this.send('library.changed', {})),
      models.onSelection((selection) => this.send('models.selection', selection)),
      models.onPull((progress) => this.send('models.pull', progress)),
      services.onSettingsView((view) => this.send('settings.changed', view)),
      resilience.onTransition((transition) => {
        this.send('diagnostics.breakerTransition', transition)
        this.#pictureSoon(services)
      }),
    ]) {
      this.#parts.add(subscription)
    }
    this.#every(SNAPSHOT_MS, () => this.#sendPicture(services))
    this.#forwardLog(log.tail)
    this.#forwardCache(services)
  }

  send<E extends EventName>(name: E, payload: Events[E]): void {
    const window = this.#window()
    if (!window || window.isDestroyed() || !webContents.fromId(window.webContents.id)) return
    window.webContents.send(EVENT_CHANNEL, name, payload)
  }

  dispose(): Promise<void> {
    if (this.#pictureDue) clearImmediate(this.#pictureDue)
    return this.#parts.dispose()
  }

  #sendPicture({ diagnostics }: Services): void {
    this.send('diagnostics.snapshot', diagnostics.snapshot())
  }

  /** A breaker tells in the middle of its change: the picture is of after it, one of several at once. */
  #pictureSoon(services: Services): void {
    this.#pictureDue ??= setImmediate(() => {
      this.#pictureDue = null
      this.#safely(() => this.#sendPicture(services))
    })
  }

  #forwardLog(tail: Services['log']['tail']): void {
    let batch: Events['diagnostics.log'] = []
    this.#parts.add(
      tail.onLine((line) => {
        batch = [...batch, line].slice(-200)
      }),
    )
    this.#every(LOG_BATCH_MS, () => {
      if (batch.length > 0) this.send('diagnostics.log', batch)
      batch = []
    })
  }

  #forwardCache({ cache, calibration, experiment, warming }: Services): void {
    this.#paced(cache.onChange, () => this.send('cache.changed', {}))
    this.#paced(calibration.onChange, () => this.send('cache.calibration', calibration.view()))
    this.#paced(experiment.onChange, () => this.send('cache.experiment', experiment.view()))
    this.#paced(warming.onChange, () => this.send('cache.warming', warming.view()))
  }

  #paced(onChange: (listener: () => void) => Disposable, tell: () => void): void {
    const pace = this.#parts.add(new Pace(() => this.#safely(tell), CACHE_MS))
    this.#parts.add(onChange(() => pace.ask()))
  }

  #every(ms: number, call: () => void): void {
    const timer = setInterval(() => this.#safely(call), ms)
    this.#parts.add(toDisposable(() => clearInterval(timer)))
  }

  #safely(call: () => void): void {
    try {
      if (this.#window()) call()
    } catch (err) {
      // A picture that cannot be taken (the database is away) must not end the app that would show it.
      this.#log.warn({ err }, 'the window was not told')
    }
  }
}
