import { stat } from 'node:fs/promises'
import { lastWords, run } from './command.ts'

const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
let updated: Promise<void> | undefined

/** Debian, Ubuntu and their kin: where packages can be named for a person to install, or installed as root. */
export async function hasApt(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  return stat('/usr/bin/apt-get').then(
    () => true,
    () => false,
  )
}

/** Whether we may install packages ourselves. */
export async function isDebianRoot(): Promise<boolean> {
  return process.getuid?.() === 0 && (await hasApt())
}

/** Installs packages, without those that are only recommended. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  await aptUpdate()
  const result = await run(
    'apt-get',
    // A fresh machine's own first update may hold the lock for a moment.
    ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', ...packages],
    { timeoutMs: 600_000, env: quiet },
  )
  if (result.code !== 0) throw new Error(`apt-get: ${lastWords(result)}`)
}

/** Refreshes the package lists, once a run: bare images come without any. */
export function aptUpdate(): Promise<void> {
  updated ??= run(
    'apt-get',
    [
      'update',
      '-q',
      '-o',
      'Acquire::http::Timeout=10',
      '-o',
      'Acquire::https::Timeout=10',
      '-o',
      'Acquire::Retries=1',
    ],
    { timeoutMs: 120_000, env: quiet },
  ).then(() => undefined)
  // A failed update is no end: the lists that are there may do.
  return updated
}

/** Which of these packages this release of the distribution has. */
export async function aptKnown(packages: readonly string[]): Promise<Set<string>> {
  const result = await run('apt-cache', ['policy', ...packages], { timeoutMs: 30_000, env: { LC_ALL: 'C' } })
  const known = new Set<string>()
  let current = ''
  for (const line of result.stdout.split('\n')) {
    const name = /^(\S+):$/.exec(line)?.[1]
    if (name) current = name
    else if (/^ {2}Candidate: (?!\(none\))/.test(line)) known.add(current)
  }
  return known
}
