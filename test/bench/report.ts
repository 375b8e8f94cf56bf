import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { findElectron } from '../../scripts/electron-path.ts'

/** One line of a bench's table; `goal` and `met` where the figure has one. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal?: string
  readonly met?: boolean
}

export interface Bench {
  readonly name: string
  run(): Promise<readonly Figure[]>
}

const root = resolve(import.meta.dirname, '../..')

/** What the figures were measured on. */
export async function machine() {
  const cores = cpus()
  const electron = await findElectron()
  return {
    cpu: `${cores[0]?.model.trim()} × ${cores.length}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    electron: electron?.version ?? null,
    revision: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    load: loadavg().map((value) => Number(value.toFixed(2))),
    at: new Date().toISOString(),
  }
}

export function print(bench: string, figures: readonly Figure[]): void {
  console.log(`\n${bench}`)
  const width = Math.max(...figures.map(({ name }) => name.length))
  for (const { name, value, unit, goal, met } of figures) {
    const verdict = goal === undefined ? '' : `  goal ${goal}: ${met ? 'met' : 'MISSED'}`
    console.log(`  ${name.padEnd(width)}  ${shown(value).padStart(9)} ${unit}${verdict}`)
  }
}

/** Written to out/bench, which is not committed. Returns the path. */
export function save(results: unknown): string {
  const folder = join(root, 'out', 'bench')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`)
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  return file
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
}

/** By nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
