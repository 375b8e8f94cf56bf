import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** Where set-up puts an Electron that is not the electron package's own; `npm ci` leaves it alone. */
export const ownElectronFolder = resolve(root, '.runtime/electron')

export interface ElectronRuntime {
  /** Absolute path of the executable. */
  readonly path: string
  /** The folder of the whole runtime. */
  readonly folder: string
  /** Such as `33.2.1`; `unknown` where the folder does not say. */
  readonly version: string
  /** Who decided on it, in a few words. */
  readonly source: string
}

interface Candidate {
  readonly source: string
  readonly path: string
}

/**
 * The Electron to run: the one that the environment names, else the official one, else the npm registry's; null
 * where there is none.
 *
 * A path named by the environment is never passed over in silence: where it leads nowhere, that is an error.
 */
export async function findElectron(
  environment: NodeJS.ProcessEnv = process.env,
  project: string = root,
): Promise<ElectronRuntime | null> {
  const named = namedBy(environment)
  if (named) {
    if (!(await isFile(named.path)))
      throw new Error(`${named.source} leads to ${named.path}, which is not there`)
    return described(named)
  }
  const candidates: Candidate[] = [
    { source: 'official', path: resolve(project, 'node_modules/electron/dist', executableName()) },
    { source: 'npm registry', path: resolve(project, '.runtime/electron', 'electron') },
  ]
  for (const candidate of candidates) {
    if (await isFile(candidate.path)) return described(candidate)
  }
  return null
}

function namedBy(environment: NodeJS.ProcessEnv): Candidate | null {
  const exec = environment.ELECTRON_EXEC_PATH
  if (exec) return { source: 'ELECTRON_EXEC_PATH', path: resolve(exec) }
  const folder = environment.ELECTRON_OVERRIDE_DIST_PATH
  if (folder) return { source: 'ELECTRON_OVERRIDE_DIST_PATH', path: resolve(folder, executableName()) }
  return null
}

async function described(candidate: Candidate): Promise<ElectronRuntime> {
  // On a Mac the executable is deep inside Electron.app, and that is beside the rest.
  const up = process.platform === 'darwin' ? '../../../..' : '..'
  const folder = resolve(candidate.path, up)
  // Both the official zip and set-up's own folder have this file.
  const text = await readFile(join(folder, 'version'), 'utf8').catch(() => 'unknown')
  return { ...candidate, folder, version: text.trim().replace(/^v/, '') }
}

function executableName(): string {
  switch (process.platform) {
    case 'darwin':
      return 'Electron.app/Contents/MacOS/Electron'
    case 'win32':
      return 'electron.exe'
    default:
      return 'electron'
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )
}
