import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { root } from '../setup/paths.ts'
import { fingerprint } from './fingerprint.ts'
import { runToEnd } from './run-to-end.ts'

const inputs = [
  'src-main',
  'src-renderer',
  'src-shared',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const stamp = resolve(root, 'out/.built-from')
const electronVite = resolve(root, 'node_modules/electron-vite/bin/electron-vite.js')

/** Builds into out/ unless that is already built from what the sources are now; 0, or the build's exit code. */
export async function buildIfChanged(): Promise<number> {
  const now = await fingerprint(root, inputs)
  const before = await readFile(stamp, 'utf8').catch(() => null)
  if (before === now) {
    console.log('Nothing changed since the last build.')
    return 0
  }
  console.log(before === null ? 'Building.' : 'Sources changed: building.')
  // Away first: a build that breaks off must not look like a finished one.
  await rm(stamp, { force: true })
  const code = await runToEnd(process.execPath, [electronVite, 'build'])
  if (code !== 0) return code
  await mkdir(dirname(stamp), { recursive: true })
  await writeFile(stamp, now)
  return 0
}
