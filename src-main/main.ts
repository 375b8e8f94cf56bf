import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, nativeTheme, powerMonitor, session } from 'electron'
import { createDesktop } from './app/desktop.ts'
import { installMenu } from './app/menu.ts'
import { electronProcesses } from './app/processes.ts'
import { utilityLauncher } from './app/utility-launcher.ts'
import { toAppError } from './base/app-error.ts'
import { DisposableStore, toDisposable } from './base/disposable.ts'
import { inDataFolder } from './base/instance-lock.ts'
import { type Alcove, startAlcove } from './composition.ts'
import { type Config, readConfig } from './config/index.ts'
import { createDispatch, createHandlers, EventPump, serveIpc } from './ipc/index.ts'
import {
  guardNavigation,
  guardPermissions,
  openMainWindow,
  registerAppScheme,
  serveAppProtocol,
} from './window/index.ts'

const QUIT_DEADLINE_MS = 10_000

app.setName('Alcove')
const config = prepare()
registerAppScheme()
// Root has no sandbox on Linux, so npm start turns it off there; forcing it would end every child at once.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

let window: BrowserWindow | null = null
const parts = new DisposableStore()

if (app.requestSingleInstanceLock()) {
  guardNavigation(app)
  app.on('second-instance', () => showWindow())
  app.on('activate', () => showWindow())
  app.on('window-all-closed', () => app.quit())
  disposeBeforeQuit()
  app.whenReady().then(start).catch(fail)
} else {
  app.quit()
}

/** Before anything of Chromium's reads a folder of its own. */
function prepare(): Config {
  try {
    const found = readConfig()
    app.setPath('userData', found.dataFolder)
    // Chromium's own files apart from a person's. It does not make the folder itself.
    const browserFolder = join(found.dataFolder, 'browser')
    inDataFolder(found.dataFolder, () => mkdirSync(browserFolder, { recursive: true, mode: 0o700 }))
    app.setPath('sessionData', browserFolder)
    return found
  } catch (error) {
    fail(error)
    return process.exit(1)
  }
}

async function start(): Promise<void> {
  const alcove = parts.add(
    await startAlcove({
      config,
      launcher: utilityLauncher,
      stderr: !app.isPackaged,
      processes: electronProcesses,
    }),
  )
  guardPermissions(session.defaultSession)
  parts.add(serveAppProtocol(session.defaultSession, join(import.meta.dirname, '..', 'renderer')))
  const services = alcove.services
  parts.add(
    serveIpc(
      createDispatch(
        createHandlers(
          services,
          createDesktop(() => window),
        ),
        services.log.scope('ipc'),
      ),
    ),
  )
  const pump = parts.add(new EventPump(services, () => window))
  installMenu((command) => {
    showWindow()
    pump.send('app.command', { command })
  })
  followTheme(alcove)
  const resumed = () => alcove.resumed()
  powerMonitor.on('resume', resumed)
  parts.add(toDisposable(() => void powerMonitor.off('resume', resumed)))
  showWindow()
}

function showWindow(): void {
  if (window) {
    if (window.isMinimized()) window.restore()
    window.focus()
    return
  }
  window = openMainWindow({
    preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
    icon: join(app.getAppPath(), 'resources', 'icon.png'),
    stateFile: join(config.dataFolder, 'window.json'),
  })
  window.on('closed', () => {
    window = null
  })
}

function followTheme({ services }: Alcove): void {
  const follow = () => {
    nativeTheme.themeSource = services.settings.values.theme
  }
  follow()
  parts.add(services.settings.onChanged(follow))
}

/** Electron would end at once; children and the database get a bounded time to close first. */
function disposeBeforeQuit(): void {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const deadline = setTimeout(() => app.exit(1), QUIT_DEADLINE_MS)
    void parts
      .dispose()
      .catch((error: unknown) => console.error('Closing failed', error))
      .then(() => {
        clearTimeout(deadline)
        state = 'closed'
        app.quit()
      })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const quit = () => app.quit()
    process.on(signal, quit)
    parts.add(toDisposable(() => void process.off(signal, quit)))
  }
}

/** A start that fails says why in a dialog: there is no window yet to say it in. */
function fail(error: unknown): void {
  const { code, message } = toAppError(error)
  const said = code === 'INTERNAL' && error instanceof Error ? error.message : message
  console.error(code === 'INTERNAL' ? error : said)
  dialog.showErrorBox('Alcove cannot start', said)
  app.exit(1)
}
