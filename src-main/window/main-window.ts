import { BrowserWindow, nativeTheme, screen } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'
import { webPreferences } from './web-preferences.ts'
import { readWindowState, type WindowState, writeWindowState } from './window-state.ts'

export interface MainWindowOptions {
  readonly preload: string
  readonly icon: string
  /** Where its place on the screen is kept. */
  readonly stateFile: string
}

const background = { light: '#f6f4ef', dark: '#12171c' }

/** Opens the one window; it appears when its first picture is ready, in the theme's own colour. */
export function openMainWindow({ preload, icon, stateFile }: MainWindowOptions): BrowserWindow {
  const state = onScreen(readWindowState(stateFile))
  const window = new BrowserWindow({
    ...(state.x !== undefined && state.y !== undefined ? { x: state.x, y: state.y } : {}),
    width: state.width,
    height: state.height,
    minWidth: 900,
    minHeight: 600,
    title: 'Alcove',
    icon,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: webPreferences(preload),
  })
  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize()
    window.show()
  })
  window.on('close', () => {
    const bounds = window.getNormalBounds()
    writeWindowState(stateFile, { ...bounds, maximized: window.isMaximized() })
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** A screen may be gone since: then the window opens where the system puts it. */
function onScreen(state: WindowState): WindowState {
  const { x, y, ...rest } = state
  if (x === undefined || y === undefined) return state
  const area = screen.getDisplayMatching({ x, y, width: state.width, height: state.height }).workArea
  const visible =
    x < area.x + area.width - 50 &&
    x + state.width > area.x + 50 &&
    y >= area.y - 10 &&
    y < area.y + area.height - 50
  return visible ? state : rest
}
