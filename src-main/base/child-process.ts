import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Disposable } from './disposable.ts'
import type { Event } from './emitter.ts'
import { LaunchedChild } from './launched-child.ts'

/** The programs that run outside the main process, each a file `<name>.ts` (from source) or `<name>.js` (built). */
export const childEntries = {
  'engine-child': 'engine/engine-child',
  'reader-child': 'library/readers/reader-child',
  'chroma-child': 'chroma/chroma-child',
  'graph-child': 'cache/nearest/graph-child',
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
  /** Asks it to end, and kills it after 3 s; settles when it is gone. */
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

/** A child that Node's fork started, with its stdout and stderr piped. */
export class NodeChild extends LaunchedChild {
  readonly #process: ChildProcess

  constructor(process: ChildProcess) {
    super([process.stdout, process.stderr])
    this.#process = process
    process.on('message', (message) => this.received(message))
    process.once('exit', (code, signal) => this.ended({ code, signal }))
    process.on('error', (error) => {
      this.said(String(error))
      if (process.pid === undefined) this.ended({ code: null, signal: null })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  send(message: unknown): void {
    if (!this.#process.connected) return
    // Its exit tells of a child that cannot take it any more; without a callback each message would, as an error.
    this.#process.send(message as object, () => {})
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#process.kill(signal)
  }
}
