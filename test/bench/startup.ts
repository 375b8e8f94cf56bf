import { buildIfChanged } from '../../scripts/start/build.ts'
import { type AlcoveWindow, launchAlcove, removeDataFolder } from '../e2e/alcove-window.ts'
import { composer, waitForLibrary } from '../e2e/steps.ts'
import { processTree } from './process-tree.ts'
import { type Bench, type Figure, median, percentile } from './report.ts'

const COLD_RUNS = 10
const IDLE_MS = 10_000
const MIB = 2 ** 20

/**
 * The built window in the real Electron: from spawn to a question box that takes text, each time a new process on
 * a new data folder. Playwright, which drives it, holds it up by some tens of milliseconds; they are in.
 */
export const startupBench: Bench = {
  name: `startup: ${COLD_RUNS} cold runs of the window; memory of the whole process tree`,
  async run() {
    if ((await buildIfChanged()) !== 0) throw new Error('The build failed')
    const times: number[] = []
    let memory: Figure[] = []
    for (let run = 0; run < COLD_RUNS; run++) {
      const started = performance.now()
      const alcove = await launchAlcove()
      try {
        await composer(alcove.page).fill('Is anybody there?')
        times.push(performance.now() - started)
        if (run === COLD_RUNS - 1) memory = await memoryFigures(alcove)
      } finally {
        await alcove.quit()
        await removeDataFolder(alcove.dataFolder)
      }
    }
    return [
      { name: 'usable window, median', value: median(times), unit: 'ms' },
      { name: 'usable window, p95', value: percentile(times, 0.95), unit: 'ms' },
      ...memory,
    ]
  },
}

async function memoryFigures({ app, page }: AlcoveWindow): Promise<Figure[]> {
  await page.waitForTimeout(IDLE_MS)
  const idle = await treeFigures('idle', app)
  await page.getByRole('button', { name: 'Try the sample handbook' }).click()
  await waitForLibrary(page)
  return [...idle, ...(await treeFigures('after the samples came in', app))]
}

/** Nothing where the system does not tell: a zero would be a lie. */
async function treeFigures(when: string, app: AlcoveWindow['app']): Promise<Figure[]> {
  // All children of Electron's main process that run Node look alike from outside.
  const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics())
  const named = metrics.flatMap(({ pid, type, name }): [number, string][] =>
    type === 'Utility' && name ? [[pid, name]] : [],
  )
  const processes = processTree(app.process().pid ?? 0, new Map(named)).filter(({ memory }) => memory > 0)
  const total = processes.reduce((sum, { memory }) => sum + memory, 0)
  if (total === 0) return []
  return [
    { name: `memory ${when}`, value: total / MIB, unit: 'MiB' },
    ...processes.map(({ role, memory }) => ({ name: `  ${role}`, value: memory / MIB, unit: 'MiB' })),
  ]
}
