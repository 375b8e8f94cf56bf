import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './app-error.ts'
import type { Disposable } from './disposable.ts'

/** Who owns a data folder now, and where it answers. */
export interface InstanceInfo {
  readonly pid: number
  /** e.g. http://127.0.0.1:8000; null before the API is bound. */
  readonly origin: string | null
}

const FILE = 'instance.json'

/** The living owner of the folder, or null. A file left by a killed process counts for nothing. */
export function runningInstance(dataFolder: string): InstanceInfo | null {
  try {
    const info = JSON.parse(readFileSync(join(dataFolder, FILE), 'utf8')) as InstanceInfo
    return info.pid !== process.pid && isAlive(info.pid) ? info : null
  } catch {
    return null
  }
}

/**
 * One process a data folder: two would fight over the queue and over Chroma's files. Throws CONFLICT, with the
 * owner in `data`, where another one lives.
 */
export class InstanceLock implements Disposable {
  readonly #file: string

  constructor(dataFolder: string) {
    mkdirSync(dataFolder, { recursive: true })
    this.#file = join(dataFolder, FILE)
    try {
      this.#write('wx', null)
    } catch {
      const owner = runningInstance(dataFolder)
      if (owner) {
        throw new AppError('CONFLICT', {
          message: `Alcove is already running with this data folder (process ${owner.pid}${owner.origin ? `, ${owner.origin}` : ''}).`,
          data: owner,
        })
      }
      this.#write('w', null)
    }
  }

  /** Tells others where the API answers. */
  publish(origin: string): void {
    this.#write('w', origin)
  }

  dispose(): void {
    rmSync(this.#file, { force: true })
  }

  #write(flag: 'w' | 'wx', origin: string | null): void {
    writeFileSync(this.#file, JSON.stringify({ pid: process.pid, origin } satisfies InstanceInfo), { flag })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
