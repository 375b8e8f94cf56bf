import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { DiagnosticsChannel } from 'undici'
import type { Disposable } from '../base/disposable.ts'

/** Of sockets and the requests on them, since the start. */
export interface SocketCounts {
  requests: number
  /** Requests on a socket that had carried one before. */
  reused: number
  opened: number
  closed: number
}

interface OwnSocket {
  readonly counts: SocketCounts
  isUsed: boolean
}

const CONNECTED = 'undici:client:connected'
const SEND_HEADERS = 'undici:client:sendHeaders'

/**
 * Counts requests by whether their socket is a new one, from what undici tells on its diagnostics channels. Those are
 * of the whole process, and the undici that Node bundles speaks on them too: only sockets named by `own` count.
 */
export class SocketReuse implements Disposable {
  /** Of all of them together. */
  readonly totals: SocketCounts = noCounts()
  readonly #own = new WeakMap<Socket, OwnSocket>()

  constructor() {
    subscribe(CONNECTED, this.#onConnected)
    subscribe(SEND_HEADERS, this.#onSendHeaders)
  }

  /** To be called before undici gets the socket. */
  own(socket: Socket, counts: SocketCounts): void {
    this.#own.set(socket, { counts, isUsed: false })
  }

  dispose(): void {
    unsubscribe(CONNECTED, this.#onConnected)
    unsubscribe(SEND_HEADERS, this.#onSendHeaders)
  }

  readonly #onConnected = (message: unknown): void => {
    const { socket } = message as DiagnosticsChannel.ClientConnectedMessage
    const own = this.#own.get(socket)
    if (!own) return
    own.counts.opened++
    this.totals.opened++
    socket.once('close', () => {
      own.counts.closed++
      this.totals.closed++
    })
  }

  readonly #onSendHeaders = (message: unknown): void => {
    const own = this.#own.get((message as DiagnosticsChannel.ClientSendHeadersMessage).socket)
    if (!own) return
    own.counts.requests++
    this.totals.requests++
    if (own.isUsed) {
      own.counts.reused++
      this.totals.reused++
    }
    own.isUsed = true
  }
}

export function noCounts(): SocketCounts {
  return { requests: 0, reused: 0, opened: 0, closed: 0 }
}
