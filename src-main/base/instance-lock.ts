import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, openConnection } from '../storage/driver.ts'
import { translated } from '../storage/sqlite-errors.ts'
import { AppError } from './app-error.ts'
import type { Disposable } from './disposable.ts'

/** Who owns a data folder now, and where it answers. */
export interface InstanceInfo {
  /** Null in the instant before it is written. */
  readonly pid: number | null
  /** e.g. http://127.0.0.1:8000; null before the API is bound. */
  readonly origin: string | null
}

const LOCK_FILE = 'instance.lock'
const INFO_FILE = 'instance.json'
/** Longer than anybody who only looks holds the lock. */
const TAKE_MS = 500

/** The living owner of the folder, or null. What a killed process left behind counts for nothing. */
export function runningInstance(dataFolder: string): InstanceInfo | null {
  if (!existsSync(join(dataFolder, LOCK_FILE))) return null
  const lock = takeLock(dataFolder, 0)
  lock?.close()
  return lock ? null : readInfo(dataFolder)
}

/**
 * One process a data folder: two would fight over the queue and over Chroma's files. Held as SQLite's lock on an
 * empty file, which the system takes back from a killed process; a process id in a file would keep the folder
 * locked when, after a restart of the machine, another program has that number. Throws CONFLICT, with the owner
 * in `data`, where another one lives.
 */
export class InstanceLock implements Disposable {
  readonly #folder: string
  readonly #lock: Connection

  constructor(dataFolder: string) {
    const lock = inDataFolder(dataFolder, () => {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
      return takeLock(dataFolder, TAKE_MS)
    })
    if (!lock) {
      const owner = readInfo(dataFolder)
      const facts = [owner.pid === null ? null : `process ${owner.pid}`, owner.origin].filter(Boolean)
      throw new AppError('CONFLICT', {
        message: `Alcove is already running with this data folder${facts.length > 0 ? ` (${facts.join(', ')})` : ''}.`,
        data: owner,
      })
    }
    this.#folder = dataFolder
    this.#lock = lock
    this.#write(null)
  }

  /** Tells others where the API answers. */
  publish(origin: string): void {
    this.#write(origin)
  }

  dispose(): void {
    if (!this.#lock.isOpen) return
    rmSync(join(this.#folder, INFO_FILE), { force: true })
    this.#lock.close()
  }

  #write(origin: string | null): void {
    const info: InstanceInfo = { pid: process.pid, origin }
    translated(() => writeFileSync(join(this.#folder, INFO_FILE), JSON.stringify(info)))
  }
}

/** Puts a folder that does not let us in words: it is the first thing of all that is opened. */
export function inDataFolder<T>(dataFolder: string, work: () => T): T {
  try {
    return translated(work)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'DATABASE_UNAVAILABLE')) throw error
    throw new AppError('DATABASE_UNAVAILABLE', {
      message: `The data folder cannot be made or written: ${dataFolder}. Mend its permissions, or name another one by ALCOVE_DATA.`,
      cause: error,
    })
  }
}

/** Null where another one has it. Throws DATABASE_UNAVAILABLE where the folder does not let us. */
function takeLock(dataFolder: string, waitMs: number): Connection | null {
  const file = join(dataFolder, LOCK_FILE)
  const connection = translated(() => openConnection(file, waitMs))
  try {
    translated(() => connection.exec('BEGIN EXCLUSIVE'))
    return connection
  } catch (error) {
    connection.close()
    if (error instanceof AppError && error.code === 'DATABASE_BUSY') return null
    if (!(error instanceof AppError && error.code === 'DATABASE_CORRUPT')) throw error
    // Somebody wrote into it; nothing of ours is in there.
    rmSync(file)
    return takeLock(dataFolder, waitMs)
  }
}

function readInfo(dataFolder: string): InstanceInfo {
  try {
    const { pid, origin } = JSON.parse(
      readFileSync(join(dataFolder, INFO_FILE), 'utf8'),
    ) as Partial<InstanceInfo>
    return { pid: typeof pid === 'number' ? pid : null, origin: typeof origin === 'string' ? origin : null }
  } catch {
    return { pid: null, origin: null }
  }
}
