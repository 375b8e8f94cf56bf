import { findElectron } from './electron-path.ts'
import { root } from './setup/paths.ts'
import { buildIfChanged } from './start/build.ts'
import { hasDisplay } from './start/display.ts'
import { runToEnd } from './start/run-to-end.ts'
import { windowCommand } from './start/window-command.ts'

const passedOn = process.argv.slice(2)
process.exitCode = await start()

async function start(): Promise<number> {
  if (!hasDisplay()) {
    console.log('No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): running as npm run headless.')
    return headless()
  }
  const electron = await findElectron()
  if (!electron) {
    console.log('No Electron here, so no window: running as npm run headless. npm run postinstall brings it.')
    return headless()
  }
  const built = await buildIfChanged()
  if (built !== 0) return built
  console.log(`Opening the window with Electron ${electron.version} (${electron.source}).`)
  const { command, args } = windowCommand(electron.path, root, passedOn)
  return runToEnd(command, args)
}

function headless(): Promise<number> {
  return runToEnd(process.execPath, ['src-main/headless.ts', ...passedOn])
}
