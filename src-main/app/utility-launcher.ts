import { createInterface } from 'node:readline'
import { type UtilityProcess, utilityProcess } from 'electron'
import {
  type Child,
  type ChildExit,
  type ChildLauncher,
  childEntryPath,
  endChild,
} from '../base/child-process.ts'
import { Emitter } from '../base/emitter.ts'

/** Children of the packaged app: Electron's own binary as Node, which works with the RunAsNode fuse off. */
export const utilityLauncher: ChildLauncher = {
  start(entry, options = {}) {
    return new UtilityChild(
      utilityProcess.fork(childEntryPath(entry), [...(options.args ?? [])], {
        env: { ...process.env, ...options.env },
        serviceName: entry,
        stdio: 'pipe',
      }),
    )
  },
}

class UtilityChild implements Child {
  readonly #process: UtilityProcess
  readonly #message = new Emitter<unknown>()
  readonly #output = new Emitter<string>()
  readonly #exit = new Emitter<ChildExit>()
  readonly #gone: Promise<void>
  readonly onMessage = this.#message.event
  readonly onOutput = this.#output.event
  readonly onExit = this.#exit.event
  /** Messages sent before it runs: Electron would drop them. */
  #waiting: unknown[] | null = []
  #ended = false

  constructor(child: UtilityProcess) {
    this.#process = child
    child.on('message', (message) => this.#message.fire(message))
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#output.fire(line))
    }
    child.once('spawn', () => {
      for (const message of this.#waiting ?? []) child.postMessage(message)
      this.#waiting = null
    })
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#ended = true
        this.#exit.fire({ code, signal: null })
        resolve()
      })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  send(message: unknown): void {
    if (this.#ended) return
    if (this.#waiting) this.#waiting.push(message)
    else this.#process.postMessage(message)
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (!this.#ended && this.#process.pid !== undefined) process.kill(this.#process.pid, signal)
  }

  async dispose(): Promise<void> {
    if (!this.#ended) await endChild(this, this.#gone)
  }
}
