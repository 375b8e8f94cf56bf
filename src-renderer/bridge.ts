import type { ErrorBody, ErrorCode } from '../src-shared/error-codes.ts'
import type { RouteInput, RouteName, RouteOutput } from '../src-shared/ipc/contract.ts'
import type { Outcome } from '../src-shared/ipc/define-route.ts'
import type { Bridge, EventName, Events } from '../src-shared/ipc/events.ts'

declare global {
  interface Window {
    /** Put there by the preload; absent where the page was opened by anything but Alcove. */
    readonly alcove?: Bridge
  }
}

/** An error that main answered with. Branch on `code`, show `message`. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  readonly code: ErrorCode
  readonly data: unknown

  constructor(body: ErrorBody) {
    super(body.message)
    this.code = body.code
    this.data = body.data
  }
}

/** What the window may ask of main, typed by the contract. Stores are handed one and know nothing else. */
export interface AlcoveBridge {
  /** Rejects with BridgeError, whatever went wrong. `files` are the File objects of a drop. */
  invoke<R extends RouteName>(
    route: R,
    input: RouteInput<R>,
    files?: readonly unknown[],
  ): Promise<RouteOutput<R>>
  /** Returns how to stop listening; stopping twice is harmless. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void
}

export function createBridge(port: Bridge): AlcoveBridge {
  const hub = createHub(port)
  return {
    async invoke<R extends RouteName>(route: R, input: RouteInput<R>, files?: readonly unknown[]) {
      const outcome = (await ask(port, route, input, files)) as Outcome<RouteOutput<R>>
      if (!outcome.ok) throw new BridgeError(outcome.error)
      return outcome.data
    },
    on<E extends EventName>(event: E, listener: (payload: Events[E]) => void) {
      // The channel carries every event, each under the name its payload was typed with.
      return hub((name, payload) => {
        if (name === event) listener(payload as Events[E])
      })
    },
  }
}

type PortListener = (name: string, payload: unknown) => void

/** One listener at the port for all of the window's: every one there is another at the channel to main. */
function createHub(port: Bridge): (listener: PortListener) => () => void {
  const listeners = new Set<PortListener>()
  let stop: (() => void) | null = null
  const tell: PortListener = (name, payload) => {
    for (const listener of [...listeners]) {
      try {
        listener(name, payload)
      } catch (error) {
        // One that throws keeps nothing from the others.
        reportError(error)
      }
    }
  }
  return (listener) => {
    listeners.add(listener)
    stop ??= port.on(tell)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      stop?.()
      stop = null
    }
  }
}

async function ask(port: Bridge, route: string, input: unknown, files?: readonly unknown[]) {
  try {
    return await port.invoke(route, input, files)
  } catch (error) {
    // The channel itself failed: main is gone, or the input cannot be cloned.
    const message = error instanceof Error ? error.message : String(error)
    throw new BridgeError({ code: 'INTERNAL', message })
  }
}

/** What to tell a person about anything that was thrown. */
export function describeError(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  if (error instanceof BridgeError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}
