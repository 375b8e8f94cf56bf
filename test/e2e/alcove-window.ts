import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { findElectron } from '../../scripts/electron-path.ts'

const root = resolve(import.meta.dirname, '..', '..')

export interface AlcoveWindow {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataFolder: string
  /** Quits as a person would; the data folder stays. */
  quit(): Promise<void>
}

export interface LaunchOptions {
  /** A new, empty one where absent. */
  readonly dataFolder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly width?: number
  readonly height?: number
}

/** A port that no one listens on, so that an Ollama of the machine's owner plays no part in a test. */
const NO_OLLAMA = 'http://127.0.0.1:64999'

export async function newDataFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'alcove-e2e-'))
}

/** Starts the built app in the real Electron, without a screen, and waits for its window. */
export async function launchAlcove(options: LaunchOptions = {}): Promise<AlcoveWindow> {
  const electron = await findElectron()
  if (!electron) throw new Error('No Electron here: npm run postinstall brings it')
  // Not by executablePath: only for the electron package's own does Playwright hold `ready` back until it listens.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = electron.folder
  const dataFolder = options.dataFolder ?? (await newDataFolder())
  const app = await _electron.launch({
    args: [root, '--no-sandbox', '--ozone-platform=headless', '--disable-gpu'],
    cwd: root,
    env: {
      ...definedEnvironment(),
      OLLAMA_HOST: NO_OLLAMA,
      ALCOVE_DATA: dataFolder,
      ALCOVE_PORT: '0',
      // Each question is to be answered anew, however often a test asks it.
      USE_SEMANTIC_CACHE: 'false',
      ...options.env,
    },
    timeout: 60_000,
  })
  const page = await app.firstWindow({ timeout: 60_000 })
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    {
      width: options.width ?? 1440,
      height: options.height ?? 900,
    },
  )
  return { app, page, dataFolder, quit: () => app.close() }
}

export async function removeDataFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
