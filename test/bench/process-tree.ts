import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessFigures {
  /** What it does in the app: main, engine-child, chroma-child, reader-child, window, gpu, network … */
  readonly role: string
  /** Proportional set size in bytes: pages that several share are counted once among them. */
  readonly memory: number
  /** Processor time since it began, seconds. */
  readonly seconds: number
}

/** Clock ticks of /proc/…/stat: 100 a second on every Linux that there is. */
const TICKS = 100

/**
 * The process and all below it, by role; those of one role are one entry. Children that have ended, readers mostly,
 * are in `ended`, with no memory. `names` are those that their pids alone do not tell. Empty where there is no /proc.
 */
export function processTree(
  root: number,
  names: ReadonlyMap<number, string> = new Map(),
): readonly ProcessFigures[] {
  const stats = new Map(allPids().map((pid) => [pid, statOf(pid)]))
  const isBelow = (pid: number): boolean => pid === root || (pid > 1 && isBelow(stats.get(pid)?.parent ?? 0))
  const byRole = new Map<string, ProcessFigures>()
  for (const [pid, stat] of stats) {
    if (!stat || !isBelow(pid)) continue
    const add = (role: string, memory: number, seconds: number) => {
      const before = byRole.get(role)
      byRole.set(role, {
        role,
        memory: (before?.memory ?? 0) + memory,
        seconds: (before?.seconds ?? 0) + seconds,
      })
    }
    add(pid === root ? 'main' : (names.get(pid) ?? roleOf(pid)), proportionalBytes(pid), stat.seconds)
    if (stat.ended > 0) add('ended', 0, stat.ended)
  }
  return [...byRole.values()].sort((a, b) => b.memory - a.memory)
}

function allPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
  } catch {
    return []
  }
}

interface Stat {
  readonly parent: number
  readonly seconds: number
  /** Of its children that are no more. */
  readonly ended: number
}

function statOf(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`)
  // The name, in brackets, may hold anything; after it proc(5) has ppid as field 4, utime, stime, cutime, cstime as 14 to 17.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  if (fields.length < 15) return null
  const [, parent = 0] = fields
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { parent, seconds: (user + system) / TICKS, ended: (endedUser + endedSystem) / TICKS }
}

function roleOf(pid: number): string {
  const line = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
  const child = /\b(?:engine|chroma|reader)-child\b/.exec(line)?.[0]
  if (child) return child
  const type = /--type=([a-z-]+)/.exec(line)?.[1]
  if (type === 'renderer') return 'window'
  if (type === 'utility') return /--utility-sub-type=(\w+)/.exec(line)?.[1] ?? 'utility'
  return type ?? 'other'
}

function proportionalBytes(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1_024
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
