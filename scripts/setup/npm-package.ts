import { basename, join } from 'node:path'
import { lastWords, run } from './command.ts'

/**
 * Fetches one package by name through npm, which also checks its integrity, and returns its folder.
 *
 * `npm install` rather than `npm pack`, because it also unpacks: nothing but npm is needed for it.
 */
export async function npmPackage(name: string, version: string, into: string): Promise<string> {
  const [command, ...first] = npmCommand()
  const result = await run(
    command,
    [
      ...first,
      'install',
      `${name}@${version}`,
      '--prefix',
      into,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-retries=1',
    ],
    // We may run inside `npm ci --omit=dev` or the like: what that was told must not rule here.
    { cwd: into, timeoutMs: 600_000, env: { npm_config_global: 'false', npm_config_dry_run: 'false' } },
  )
  if (result.code !== 0) throw new Error(`npm: ${lastWords(result)}`)
  return join(into, 'node_modules', name)
}

/** The npm that runs us, if one does; else the one in PATH. */
function npmCommand(): [string, ...string[]] {
  const script = process.env.npm_execpath
  if (script && basename(script) === 'npm-cli.js') return [process.execPath, script]
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/c', 'npm'] : ['npm']
}
