import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { processTree } from './process-tree.ts'

export interface Share {
  /** By the clock. */
  readonly seconds: number
  /**
   * Core-seconds that other programs left to us, whether used or not: idle time of ours counts, and what the
   * machine did for others does not. By the clock where the system does not tell.
   */
  readonly left: number
  /** Processor time that all our processes used, core-seconds. */
  readonly used: number
}

/** Times a piece of work on a machine that does other things too. Linux' /proc/stat counts in hundredths of a second. */
export async function timed(work: () => Promise<unknown>): Promise<Share> {
  const before = { at: performance.now(), busy: busySeconds(), own: ownSeconds() }
  await work()
  const seconds = (performance.now() - before.at) / 1_000
  const used = ownSeconds() - before.own
  const busy = busySeconds()
  if (busy === null || before.busy === null) return { seconds, left: seconds, used }
  const others = Math.max(0, busy - before.busy - used)
  return { seconds, left: seconds * cpus().length - others, used }
}

/** proc(5): user, nice, system, idle, iowait, irq, softirq, steal; all but idle and iowait. */
function busySeconds(): number | null {
  try {
    const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.trim().split(/\s+/).slice(1, 9)
    const ticks = (fields ?? []).map(Number)
    return ticks.reduce((sum, value, at) => (at === 3 || at === 4 ? sum : sum + value), 0) / 100
  } catch {
    return null
  }
}

function ownSeconds(): number {
  return processTree(process.pid).reduce((sum, { seconds }) => sum + seconds, 0)
}
