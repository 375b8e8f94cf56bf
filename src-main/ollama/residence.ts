import { isNamed } from './model-name.ts'

/** What a server says of a model; `unknown` counts as not loading. */
export type ModelState = 'loading' | 'loaded' | 'unknown'

interface ListedModel {
  readonly name: string
  /** JSON holds a string here, whatever the client's types say. */
  readonly expires_at?: unknown
}

/**
 * Tells from several answers of /api/ps whether a model is still being loaded.
 *
 * Not listed, it is. But Ollama lists a runner from when it was started (`load` of server/sched.go), and gives it a
 * time of expiry of its own only when its first request has ended; until then `PsHandler` answers with the present
 * moment and the time to keep it. So a time that has moved between two answers is that of a model which is being
 * loaded, or is at its first request after that. The engine lists a model when it is loaded, with a time that stands.
 */
export class Residence {
  readonly #model: string
  #expiry: string | null = null

  constructor(model: string) {
    this.#model = model
  }

  /** @param models of one answer; null where there was none */
  read(models: readonly ListedModel[] | null): ModelState {
    if (!models) return 'unknown'
    const found = models.find((model) => isNamed(model, this.#model))
    const before = this.#expiry
    this.#expiry = found ? String(found.expires_at) : null
    if (!found) return 'loading'
    // Seen for the first time, it can be either.
    if (before === null) return 'unknown'
    return before === this.#expiry ? 'loaded' : 'loading'
  }
}
