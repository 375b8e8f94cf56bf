import { type BrowserWindow, webContents } from 'electron'
import { EVENT_CHANNEL } from '../../src-shared/ipc/channels.ts'
import type { EventName, Events } from '../../src-shared/ipc/events.ts'
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts'
import type { Logger } from '../base/logger.ts'
import type { Services } from '../services.ts'

const SNAPSHOT_MS = 1_000
const LOG_BATCH_MS = 250

/** Carries what the services tell into the window. Nothing is sent where no window is open. */
export class EventPump implements Disposable {
  readonly #window: () => BrowserWindow | null
  readonly #log: Logger
  readonly #parts = new DisposableStore()

  constructor(services: Services, window: () => BrowserWindow | null) {
    this.#window = window
    this.#log = services.log.scope('ipc')
    const { sessions, conversations, library, models, log } = services
    for (const subscription of [
      sessions.onEvents((payload) => this.send('chat.events', payload)),
      sessions.onEnded((payload) => this.send('chat.ended', payload)),
      conversations.onChanged((payload) => this.send('conversations.changed', payload)),
      library.onStatus((status) => this.send('library.status', status)),
      library.onChanged(() => this.send('library.changed', {})),
      models.onSelection((selection) => this.send('models.selection', selection)),
      models.onPull((progress) => this.send('models.pull', progress)),
      services.onSettingsView((view) => this.send('settings.changed', view)),
    ]) {
      this.#parts.add(subscription)
    }
    this.#every(SNAPSHOT_MS, () => this.send('diagnostics.snapshot', services.diagnostics.snapshot()))
    this.#forwardLog(log.tail)
  }

  send<E extends EventName>(name: E, payload: Events[E]): void {
    const window = this.#window()
    if (!window || window.isDestroyed() || !webContents.fromId(window.webContents.id)) return
    window.webContents.send(EVENT_CHANNEL, name, payload)
  }

  dispose(): Promise<void> {
    return this.#parts.dispose()
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

  #every(ms: number, call: () => void): void {
    const timer = setInterval(() => {
      try {
        if (this.#window()) call()
      } catch (err) {
        // A picture that cannot be taken (the database is away) must not end the app that would show it.
        this.#log.warn({ err }, 'the window was not told')
      }
    }, ms)
    this.#parts.add(toDisposable(() => clearInterval(timer)))
  }
}
