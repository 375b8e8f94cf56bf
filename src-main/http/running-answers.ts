import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../base/app-error.ts'

const MOST = 32
const RETRY_AFTER_S = 2

/** The answers on their way: who may begin one, and what ends them all when the app closes. */
export class RunningAnswers {
  readonly #running = new Map<AbortController, Socket>()

  /**
   * A signal that is aborted when the caller goes away before the answer is out (also while it waits behind
   * another on the same connection), and when the app closes. Throws RATE_LIMITED when too many run.
   */
  begin(request: FastifyRequest, reply: FastifyReply): AbortSignal {
    if (this.#running.size >= MOST) {
      throw new AppError('RATE_LIMITED', { data: { retryAfter: RETRY_AFTER_S } })
    }
    const controller = new AbortController()
    const { socket } = request.raw
    const onGone = () => {
      controller.abort(new AppError('CANCELLED'))
      end()
    }
    const end = () => {
      this.#running.delete(controller)
      socket.off('close', onGone)
    }
    this.#running.set(controller, socket)
    socket.once('close', onGone)
    reply.raw.once('finish', end)
    // It may have gone while the body was read.
    if (socket.destroyed) onGone()
    return controller.signal
  }

  isOn(socket: Socket): boolean {
    return [...this.#running.values()].includes(socket)
  }

  abortAll(reason: AppError): void {
    for (const controller of [...this.#running.keys()]) controller.abort(reason)
  }
}
