// Loads the app whose path is in argv, as Electron's own default app does (default_app/main.ts, MIT). The Electron
// of the npm registry comes without that one. An ES module that awaits the app's own, for Electron holds `ready`
// back until its main module has loaded: what must be done before that (schemes, say) then still can.
import fs from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, BaseWindow } from 'electron'

keepHeadlessAlive()
const { appPath, modules } = parse(process.argv.slice(1))
if (modules.length > 0) Module._preloadModules(modules)
if (appPath === undefined) {
  console.error('Usage: electron [options] path')
  app.exit(1)
} else {
  await load(path.resolve(appPath))
}

/** Electron 33 dies of a segmentation fault where a window gets a menu bar on --ozone-platform=headless. */
function keepHeadlessAlive() {
  if (app.commandLine.getSwitchValue('ozone-platform') === 'headless') BaseWindow.prototype.setMenu = () => {}
}

/** The first argument that is no option is the app; what follows it is the app's own. */
function parse(args) {
  const modules = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]
    if (arg === '-r' || arg === '--require') modules.push(args[++at])
    else if (!arg.startsWith('-')) return { appPath: arg, modules }
  }
  return { appPath: undefined, modules }
}

async function load(packagePath) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  let file
  try {
    let root
    const manifest = path.join(packagePath, 'package.json')
    if (fs.existsSync(manifest)) {
      introduce(JSON.parse(fs.readFileSync(manifest, 'utf8')))
      root = packagePath
    }
    file = Module._resolveFilename(packagePath, null, true)
    app.setAppPath(root ?? path.dirname(file))
  } catch (error) {
    fail(`Unable to find Electron app at ${packagePath}`, error)
    return
  }
  await import(pathToFileURL(file).href).catch((error) => fail('App threw an error during load', error))
}

/** Before the app's own code, so that its name already rules where its data lives. */
function introduce(manifest) {
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName ?? manifest.name
  if (name) app.name = name
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
}

function fail(what, error) {
  console.error(`${what}\n${error.stack ?? error}`)
  app.exit(1)
}
