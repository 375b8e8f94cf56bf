import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

export interface CommandResult {
  readonly code: number
  /** stdout and stderr together. */
  readonly output: string
  readonly seconds: number
}

/** Runs a tool of node_modules/.bin in the project's root; with `live` its output is shown as it comes. */
export function runCommand(
  [tool, ...args]: readonly [string, ...string[]],
  live = false,
): Promise<CommandResult> {
  const started = performance.now()
  return new Promise((done, fail) => {
    const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (live) process.stdout.write(text)
      })
    }
    child.once('error', fail)
    child.once('close', (code) =>
      done({ code: code ?? 1, output, seconds: (performance.now() - started) / 1_000 }),
    )
  })
}
