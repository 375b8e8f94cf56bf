import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { familyOf } from './faults-processes.ts'
import { Script } from './faults-script.ts'

const root = resolve(import.meta.dirname, '../..')
/** A port that no one listens on, so that an Ollama of the machine's owner plays no part in a test. */
export const NO_OLLAMA = 'http://127.0.0.1:64999'
const NOBODY = 65_534

/** Permissions mean nothing to root: what is to be refused by them runs as somebody else. */
export const unprivileged = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface HeadlessOptions {
  readonly dataFolder: string
  readonly env?: Readonly<Record<string, string>>
  readonly user?: { readonly uid?: number; readonly gid?: number }
}

/** A folder of its own, gone after the test; `user` owns it. */
export function temporaryFolder(user: HeadlessOptions['user'] = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-faults-'))
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return folder
}

/** `npm run headless`, as its own process. */
export class Headless {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  readonly #dataFolder: string
  #stdout = ''
  #stderr = ''
  #hasEnded = false

  constructor({ dataFolder, env, user }: HeadlessOptions) {
    this.#dataFolder = dataFolder
    this.process = spawn(process.execPath, [join(root, 'src-main/headless.ts')], {
      cwd: root,
      env: {
        ...process.env,
        ...{ OLLAMA_HOST: NO_OLLAMA, ALCOVE_DATA: dataFolder, ALCOVE_PORT: '0' },
        // Each question is to be answered anew, however often a test asks it.
        USE_SEMANTIC_CACHE: 'false',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
    this.process.stdout?.on('data', (data) => {
      this.#stdout += data
    })
    this.process.stderr?.on('data', (data) => {
      this.#stderr += data
    })
    this.ended = new Promise((done) => {
      this.process.once('close', (code) => {
        this.#hasEnded = true
        done({ code, stdout: this.#stdout, stderr: this.#stderr })
      })
    })
  }

  get pid(): number {
    return this.process.pid ?? 0
  }

  get stdout(): string {
    return this.#stdout
  }

  /** Until it says where it answers. */
  async script(): Promise<Script> {
    for (;;) {
      const origin = /Alcove answers on\s+(http:\S+)/.exec(this.#stdout)?.[1]
      if (origin) return new Script(origin, this.#dataFolder)
      if (this.#hasEnded) throw new Error(`It ended: ${this.#stderr}`)
      await Promise.race([this.ended, new Promise((done) => this.process.stdout?.once('data', done))])
    }
  }

  /** As `kill -9` does. @returns everything that ran below it until then, itself first */
  async kill(): Promise<readonly number[]> {
    const family = familyOf(this.pid)
    this.process.kill('SIGKILL')
    await this.ended
    return family
  }

  /** As Ctrl+C does. */
  async stop(): Promise<Ended> {
    if (!this.#hasEnded) this.process.kill('SIGTERM')
    return this.ended
  }
}

/** Started for one test, and ended with it. */
export function headless(options: HeadlessOptions): Headless {
  const running = new Headless(options)
  onTestFinished(async () => {
    await running.stop()
  })
  return running
}
