import { readFileSync } from 'node:fs'

/** A process of the app and what it occupies: resident bytes, null where the platform does not tell. */
export interface ProcessMemory {
  readonly name: string
  readonly pid: number
  readonly memory: number | null
}

/** Resident bytes of a process by Linux' /proc (in kB there, whatever the page size); null elsewhere or when it is gone. */
export function residentBytes(pid: number): number | null {
  if (pid === process.pid) return process.memoryUsage.rss()
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024
  } catch {
    return null
  }
}
