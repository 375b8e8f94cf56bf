import { readdirSync, readFileSync } from 'node:fs'
import { launchAlcove, removeDataFolder } from '../e2e/alcove-window.ts'
import { composer, waitForLibrary } from '../e2e/steps.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'

const COLD_RUNS = 10
const IDLE_MS = 10_000
const MIB = 2 ** 20

/** The built window in the real Electron: from spawn to a composer that takes a question, on fresh data folders. */
export const startupBench: Bench = {
  name: `startup: ${COLD_RUNS} cold runs of the window; memory of the whole process tree`,
  async run() {
    const times: number[] = []
    let memory: Figure[] = []
    for (let run = 0; run < COLD_RUNS; run++) {
      const started = performance.now()
      const alcove = await launchAlcove()
      try {
        await composer(alcove.page).waitFor()
        times.push(performance.now() - started)
        if (run === COLD_RUNS - 1) memory = await memoryFigures(alcove)
      } finally {
        await alcove.quit()
        await removeDataFolder(alcove.dataFolder)
      }
    }
    return [
      { name: 'usable window, median', value: median(times), unit: 'ms' },
      { name: 'usable window, slowest', value: percentile(times, 1), unit: 'ms' },
      ...memory,
    ]
  },
}

async function memoryFigures({ app, page }: Awaited<ReturnType<typeof launchAlcove>>): Promise<Figure[]> {
  const pid = app.process().pid ?? 0
  await page.waitForTimeout(IDLE_MS)
  const idle = treeMemory(pid)
  await page.getByRole('button', { name: 'Try the sample handbook' }).click()
  await waitForLibrary(page)
  return [
    { name: 'memory idle', value: idle / MIB, unit: 'MiB' },
    { name: 'memory after the samples came in', value: treeMemory(pid) / MIB, unit: 'MiB' },
  ]
}

/** Proportional set size of the process and all below it, in bytes: shared pages are counted once. Linux only. */
function treeMemory(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`)
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const isBelow = (pid: number): boolean => pid === root || (pid > 1 && isBelow(parents.get(pid) ?? 0))
  return [...parents.keys()]
    .filter(isBelow)
    .reduce(
      (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1_024,
      0,
    )
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
