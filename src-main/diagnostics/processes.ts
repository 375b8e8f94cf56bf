import { readFileSync } from 'node:fs'

/** A process of the app and what it occupies: resident bytes, null where the platform does not tell. */
export interface ProcessMemory {
  readonly name: string
  readonly pid: number
  readonly memory: number | null
}

const PAGE_BYTES = 4_096

/** Resident bytes of a process by Linux' /proc; null elsewhere or when it is gone. */
export function residentBytes(pid: number): number | null {
  if (pid === process.pid) return process.memoryUsage.rss()
  try {
    const resident = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
    return resident === undefined ? null : Number(resident) * PAGE_BYTES
  } catch {
    return null
  }
}
