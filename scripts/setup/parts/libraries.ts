import { findElectron } from '../../electron-path.ts'
import { aptInstall, aptKnown, aptUpdate, hasApt, isDebianRoot } from '../apt.ts'
import { run } from '../command.ts'
import { hasEmojiFont, hasTextFont } from '../fonts.ts'
import type { Part } from '../part.ts'

/**
 * Which package brings a library, newest name first: Debian 13 and Ubuntu 24.04 renamed some for 64-bit time.
 * Everything that Electron 33 to 45 links to and a bare image may lack.
 */
const packageOf: Readonly<Record<string, readonly string[]>> = {
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libgdk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libatk-1.0.so.0': ['libatk1.0-0t64', 'libatk1.0-0'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libatspi.so.0': ['libatspi2.0-0t64', 'libatspi2.0-0'],
  'libcairo.so.2': ['libcairo2'],
  'libcups.so.2': ['libcups2t64', 'libcups2'],
  'libdbus-1.so.3': ['libdbus-1-3'],
  'libdrm.so.2': ['libdrm2'],
  'libexpat.so.1': ['libexpat1'],
  'libgbm.so.1': ['libgbm1'],
  'libgio-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libglib-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libgobject-2.0.so.0': ['libglib2.0-0t64', 'libglib2.0-0'],
  'libnspr4.so': ['libnspr4'],
  'libnss3.so': ['libnss3'],
  'libnssutil3.so': ['libnss3'],
  'libsmime3.so': ['libnss3'],
  'libpango-1.0.so.0': ['libpango-1.0-0'],
  'libudev.so.1': ['libudev1'],
  'libX11.so.6': ['libx11-6'],
  'libxcb.so.1': ['libxcb1'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXext.so.6': ['libxext6'],
  'libXfixes.so.3': ['libxfixes3'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
  'libXrandr.so.2': ['libxrandr2'],
}
const textFont = 'fonts-liberation'
const emojiFont = 'fonts-noto-color-emoji'

/** The Linux libraries that Electron links to, and fonts, without which a bare machine draws boxes. */
export function librariesPart(): Part {
  return {
    name: 'shared libraries',
    without: 'the window does not open',
    byHand:
      'as root: apt-get install -y libgtk-3-0 libnss3 libgbm1 libasound2 fonts-liberation fonts-noto-color-emoji',
    async check() {
      if (process.platform !== 'linux') return { state: 'not needed', reason: 'Linux only' }
      const electron = await findElectron()
      if (!electron) return { state: 'not needed', reason: 'no Electron to look at' }
      const missing = [...(await missingLibraries(electron.path)), ...(await missingFonts())]
      return missing.length === 0
        ? { state: 'present', source: 'all that Electron links to, and fonts' }
        : { state: 'missing', reason: missing.join(', ') }
    },
    async get(report) {
      const electron = await findElectron()
      if (!electron) throw new Error('no Electron to look at')
      const libraries = await missingLibraries(electron.path)
      const fonts = await missingFonts()
      if (!(await isDebianRoot())) throw new Error(await advice(libraries, fonts))
      report('apt-get update')
      await aptUpdate()
      const packages = [...(await packagesFor(libraries)), ...fonts]
      report(`apt-get install ${packages.join(' ')}`)
      await aptInstall(packages)
      const left = await missingLibraries(electron.path)
      if (left.length > 0) throw new Error(`still missing: ${left.join(', ')}`)
      // Their names are in the log above; here they would make the table as wide as they are many.
      return { state: 'present', source: `apt, ${packages.length} packages` }
    },
  }
}

/** The libraries that the loader does not find, by their sonames. */
async function missingLibraries(executable: string): Promise<string[]> {
  const { stdout } = await run('ldd', [executable], { timeoutMs: 15_000, env: { LC_ALL: 'C' } })
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].flatMap(([, name]) => name ?? [])
}

/** Debian packages of fonts for what cannot be drawn yet. */
async function missingFonts(): Promise<string[]> {
  const missing: string[] = []
  if (!(await hasTextFont())) missing.push(textFont)
  if (!(await hasEmojiFont())) missing.push(emojiFont)
  return missing
}

/** The packages of this release that bring these libraries. */
async function packagesFor(libraries: readonly string[]): Promise<string[]> {
  const candidates = libraries.map((library) => packageOf[library] ?? [])
  const known = await aptKnown([...new Set(candidates.flat())])
  const packages = candidates.flatMap((names) => names.find((name) => known.has(name)) ?? [])
  return [...new Set(packages)]
}

async function advice(libraries: readonly string[], fonts: readonly string[]): Promise<string> {
  if (!(await hasApt()))
    return `install with your package manager what brings ${[...libraries, ...fonts].join(', ')}`
  const packages = [...(await packagesFor(libraries)), ...fonts]
  return `run: sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
}
