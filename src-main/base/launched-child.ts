import { createInterface } from 'node:readline'
import type { Child, ChildExit } from './child-process.ts'
import { Emitter } from './emitter.ts'

/** For what it has under way when it is asked to end. */
const GRACE_MS = 3_000

/**
 * What a running child is, whoever started it: its events, the lines of its output, and one end. A subclass
 * tells it what its process does, by `received`, `said` and `ended`.
 */
export abstract class LaunchedChild implements Child {
  readonly #message = new Emitter<unknown>()
  readonly #output = new Emitter<string>()
  readonly #exit = new Emitter<ChildExit>()
  readonly onMessage = this.#message.event
  readonly onOutput = this.#output.event
  readonly onExit = this.#exit.event
  readonly #gone = new Promise<void>((resolve) => void this.onExit(() => resolve()))
  #hasEnded = false
  #disposal: Promise<void> | undefined

  /** A stream is missing where the process could not be started. */
  constructor(streams: readonly (NodeJS.ReadableStream | null | undefined)[]) {
    for (const stream of streams) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.said(line))
    }
  }

  abstract get pid(): number | undefined
  abstract send(message: unknown): void
  /** Does nothing to a child that is gone, which it may be before its exit is known. */
  abstract kill(signal?: NodeJS.Signals): void

  dispose(): Promise<void> {
    this.#disposal ??= this.#insist()
    return this.#disposal
  }

  protected get hasEnded(): boolean {
    return this.#hasEnded
  }

  protected received(message: unknown): void {
    this.#message.fire(message)
  }

  protected said(line: string): void {
    this.#output.fire(line)
  }

  /** The first call counts: Node may tell of a failure and of an exit too. */
  protected ended(exit: ChildExit): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#exit.fire(exit)
  }

  async #insist(): Promise<void> {
    this.kill('SIGTERM')
    const timer = setTimeout(() => this.kill('SIGKILL'), GRACE_MS)
    await this.#gone
    clearTimeout(timer)
  }
}
