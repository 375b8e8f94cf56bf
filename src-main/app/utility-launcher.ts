import { type UtilityProcess, utilityProcess } from 'electron'
import { type ChildLauncher, childEntryPath } from '../base/child-process.ts'
import { LaunchedChild } from '../base/launched-child.ts'

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

class UtilityChild extends LaunchedChild {
  readonly #process: UtilityProcess
  /** Until it runs: Electron would drop a message, and has no pid for a signal. */
  #waiting: (() => void)[] | null = []

  constructor(child: UtilityProcess) {
    super([child.stdout, child.stderr])
    this.#process = child
    child.on('message', (message) => this.received(message))
    child.once('spawn', () => {
      const waiting = this.#waiting ?? []
      this.#waiting = null
      for (const call of waiting) call()
    })
    // V8 gave up. With nobody listening, Electron would throw this in the main process.
    child.on('error', (type, location) => this.said(`${type} ${location}`))
    child.once('exit', (code) => this.ended({ code, signal: null }))
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  send(message: unknown): void {
    this.#whenItRuns(() => this.#process.postMessage(message))
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#whenItRuns(() => {
      try {
        if (this.pid !== undefined) process.kill(this.pid, signal)
      } catch {
        // It went by itself, and its exit is on the way.
      }
    })
  }

  #whenItRuns(call: () => void): void {
    if (this.hasEnded) return
    if (this.#waiting) this.#waiting.push(call)
    else call()
  }
}
