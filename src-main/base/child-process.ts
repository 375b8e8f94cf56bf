import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Disposable } from './disposable.ts'
import { Emitter, type Event } from './emitter.ts'

/** The programs that run outside the main process, each a file `<name>.ts` (from source) or `<name>.js` (built). */
export const childEntries = {
  'engine-child': 'engine/engine-child',
  'reader-child': 'library/readers/reader-child',
  'chroma-child': 'chroma/chroma-child',
} as const
export type ChildEntry = keyof typeof childEntries

export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
}

export interface ChildOptions {
  readonly args?: readonly string[]
  /** Added to the parent's environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** A running child. Messages are structured-cloneable values. */
export interface Child extends Disposable {
  readonly pid: number | undefined
  readonly onMessage: Event<unknown>
  /** One line of its stdout or stderr. */
  readonly onOutput: Event<string>
  /** Once, also where it could not be started at all. */
  readonly onExit: Event<ChildExit>
  send(message: unknown): void
  kill(signal?: NodeJS.Signals): void
  /** Asks it to end, then kills it after `graceMs` (3 s); settles when it is gone. */
  dispose(): Promise<void>
}

/** How a child is started: utilityProcess.fork under Electron (app/), child_process.fork under plain Node. */
export interface ChildLauncher {
  start(entry: ChildEntry, options?: ChildOptions): Child
}

/** Where an entry lies, both when run from source by Node and when bundled into out/main. */
export function childEntryPath(entry: ChildEntry): string {
  const here = fileURLToPath(import.meta.url)
  return here.endsWith('.ts')
    ? fileURLToPath(new URL(`../${childEntries[entry]}.ts`, import.meta.url))
    : fileURLToPath(new URL(`./${entry}.js`, import.meta.url))
}

export const nodeLauncher: ChildLauncher = {
  start(entry, options = {}) {
    return new NodeChild(
      fork(childEntryPath(entry), [...(options.args ?? [])], {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
        execArgv: [],
      }),
    )
  },
}

const GRACE_MS = 3_000

class NodeChild implements Child {
  readonly #process: ChildProcess
  readonly #message = new Emitter<unknown>()
  readonly #output = new Emitter<string>()
  readonly #exit = new Emitter<ChildExit>()
  readonly #gone: Promise<void>
  readonly onMessage = this.#message.event
  readonly onOutput = this.#output.event
  readonly onExit = this.#exit.event

  constructor(process: ChildProcess) {
    this.#process = process
    process.on('message', (message) => this.#message.fire(message))
    for (const stream of [process.stdout, process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#output.fire(line))
    }
    this.#gone = new Promise((resolve) => {
      const end = (exit: ChildExit) => {
        this.#exit.fire(exit)
        resolve()
      }
      process.once('exit', (code, signal) => end({ code, signal }))
      process.once('error', (error) => {
        this.#output.fire(String(error))
        if (process.pid === undefined) end({ code: null, signal: null })
      })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  send(message: unknown): void {
    if (this.#process.connected) this.#process.send(message as object)
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#process.kill(signal)
  }

  async dispose(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    await endChild(this, this.#gone)
  }
}

/** Asks, waits a little, then insists. Settles when the child is gone. */
export async function endChild(child: Pick<Child, 'kill'>, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await gone
  clearTimeout(timer)
}
