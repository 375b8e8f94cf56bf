import type { ErrorBody } from '../../src-shared/error-codes.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../src-shared/ipc/contract.ts'
import type { Outcome } from '../../src-shared/ipc/define-route.ts'
import type { Bridge, EventName, Events } from '../../src-shared/ipc/events.ts'

type Handler<R extends RouteName> = (
  input: RouteInput<R>,
  files: readonly unknown[] | undefined,
) => RouteOutput<R> | Promise<RouteOutput<R>>

export type FakeHandlers = { [R in RouteName]?: Handler<R> }

export interface FakeCall {
  readonly route: string
  readonly input: unknown
  readonly files: readonly unknown[] | undefined
}

/** Thrown by a handler, it reaches the window as the error that main would answer with. */
export class FakeFailure extends Error {
  readonly body: ErrorBody

  constructor(code: ErrorBody['code'], message: string) {
    super(message)
    this.body = { code, message }
  }
}

/**
 * Main, as far as the window can tell: `port` goes where the preload's bridge goes. Routes without a handler
 * answer NOT_FOUND. Handlers may be exchanged at any time.
 */
export class FakeBridge {
  readonly handlers: FakeHandlers
  readonly calls: FakeCall[] = []
  readonly #listeners = new Set<(name: string, payload: unknown) => void>()

  constructor(handlers: FakeHandlers = {}) {
    this.handlers = handlers
  }

  readonly port: Bridge = {
    invoke: async (route, input, files): Promise<Outcome<unknown>> => {
      this.calls.push({ route, input, files })
      const handler = this.handlers[route as RouteName] as Handler<RouteName> | undefined
      try {
        if (handler === undefined) throw new FakeFailure('NOT_FOUND', `The fake has no ${route}`)
        return { ok: true, data: await handler(input as RouteInput<RouteName>, files) }
      } catch (error) {
        if (error instanceof FakeFailure) return { ok: false, error: error.body }
        return { ok: false, error: { code: 'INTERNAL', message: String(error) } }
      }
    },
    on: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
  }

  emit<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of [...this.#listeners]) listener(event, payload)
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** The inputs that a route was called with, oldest first. */
  inputsOf<R extends RouteName>(route: R): readonly RouteInput<R>[] {
    return this.calls.filter((call) => call.route === route).map((call) => call.input as RouteInput<R>)
  }
}
