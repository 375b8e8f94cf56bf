import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Disposable } from './disposable.ts'

const MOST_BYTES = 5 * 1024 * 1024

/**
 * Appends lines to a file. A log that cannot be written (full disk, no permission) must not end the app whose
 * trouble it tells: such lines are dropped. Not pino's own destination, whose flushSync spins for ever on a full
 * disk (sonic-boom 4.2: only EAGAIN and EBUSY leave its loop). Lines are few and go to the page cache at once,
 * so that a crash loses none.
 */
export class LogFile implements Disposable {
  #descriptor: number | null

  /** One of more than 5 MB is moved to `<path>.1` first. */
  constructor(path: string) {
    this.#descriptor = attempt(() => {
      mkdirSync(dirname(path), { recursive: true })
      attempt(() => rotate(path))
      return openSync(path, 'a', 0o600)
    })
  }

  write(line: string): void {
    const descriptor = this.#descriptor
    if (descriptor !== null) attempt(() => writeSync(descriptor, line))
  }

  /** What is said after this is dropped. */
  dispose(): void {
    const descriptor = this.#descriptor
    // Forgotten before it is closed: the number may soon be another file's.
    this.#descriptor = null
    if (descriptor === null) return
    attempt(() => fsyncSync(descriptor))
    attempt(() => closeSync(descriptor))
  }
}

function rotate(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) renameSync(path, `${path}.1`)
}

function attempt<T>(call: () => T): T | null {
  try {
    return call()
  } catch {
    return null
  }
}
