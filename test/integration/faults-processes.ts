import { readdirSync, readFileSync } from 'node:fs'

interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process that is not a zombie, by /proc. */
function allProcesses(): readonly ProcessFacts[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (factsOf(Number(name)) ?? []) : []))
}

function factsOf(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything, brackets too.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return null
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, parent: Number(parent), command }
  } catch {
    return null
  }
}

export const isAlive = (pid: number): boolean => factsOf(pid) !== null

/** The process and all below it, top first. */
export function familyOf(pid: number): readonly number[] {
  const all = allProcesses()
  const family = [pid]
  for (const ancestor of family) {
    family.push(...all.filter(({ parent }) => parent === ancestor).map((child) => child.pid))
  }
  return family
}

/** Resident bytes now; 0 where it is gone. */
export function residentBytesOf(pid: number): number {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Number(line?.[1] ?? 0) * 1_024
  } catch {
    return 0
  }
}
