import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lastWords, run } from '../command.ts'
import { root } from '../paths.ts'

const folder = resolve(root, 'node_modules/electron')

/** Whether npm has installed the electron package at all; it is a devDependency. */
export async function electronPackageIsHere(): Promise<boolean> {
  return stat(join(folder, 'install.js')).then(
    () => true,
    () => false,
  )
}

/** Runs the electron package's own installer: download, checksum and unpacking are its work. */
export async function electronFromItsHost(): Promise<void> {
  // It fails at once where the host's name is unknown. Where packets vanish instead, it would retry for minutes;
  // but a download that runs must not be cut, so this looks first, and briefly.
  await hostAnswers()
  const result = await run(process.execPath, [join(folder, 'install.js')], { cwd: root, timeoutMs: 900_000 })
  if (result.code !== 0) throw new Error(lastWords(result))
}

async function hostAnswers(): Promise<void> {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: 5000 } })
  try {
    const url = mirror ?? 'https://github.com/electron/electron/releases/'
    const signal = AbortSignal.timeout(8000)
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', dispatcher, signal })
    await response.body?.cancel()
  } catch (error) {
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error
  } finally {
    await dispatcher.destroy()
  }
}
