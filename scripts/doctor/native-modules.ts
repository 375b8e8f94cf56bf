import { findElectron } from '../electron-path.ts'
import { type CommandResult, lastWords } from '../setup/command.ts'
import type { Check, Verdict } from './check.ts'
import { answerOf, probe } from './probe.ts'

/** SQLite in plain Node: npm run headless, npm run ask, and the tests. */
export const sqliteCheck: Check = {
  name: 'SQLite',
  async run() {
    const verdict = verdictOn(await probe('sqlite'))
    return { ...verdict, essential: true }
  },
}

/** SQLite in the window's runtime, which may be one with an older Node-API. */
export const sqliteInElectronCheck: Check = {
  name: 'SQLite in Electron',
  async run() {
    const electron = await findElectron()
    if (!electron) return { level: 'ok', detail: 'not needed: no Electron' }
    return verdictOn(await probe('sqlite', { command: electron.path, env: { ELECTRON_RUN_AS_NODE: '1' } }))
  },
}

/** llama.cpp, which the built-in engine answers and embeds with. */
export const llamaCheck: Check = {
  name: 'llama.cpp',
  run: async () => verdictOn(await probe('llama')),
}

/** The vector store's server, a native library too. */
export const chromaCheck: Check = {
  name: 'Chroma',
  async run() {
    const url = process.env.CHROMA_URL
    if (url) return { level: 'ok', detail: `not needed: CHROMA_URL is ${url}` }
    return verdictOn(await probe('chroma'))
  },
}

function verdictOn(result: CommandResult): Verdict {
  if (result.code === 0) return { level: 'ok', detail: answerOf(result) }
  return { level: 'missing', detail: `does not load: ${lastWords(result)}`, fix: 'npm ci' }
}
