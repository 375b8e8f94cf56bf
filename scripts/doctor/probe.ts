import { resolve } from 'node:path'
import { type CommandResult, run } from '../setup/command.ts'
import { root } from '../setup/paths.ts'

export type ProbeName = 'sqlite' | 'llama' | 'chroma' | 'database'

export interface ProbeOptions {
  readonly args?: readonly string[]
  /** @default this Node */
  readonly command?: string
  readonly env?: Readonly<Record<string, string>>
  /** @default 30000 */
  readonly timeoutMs?: number
}

/** Runs probe/<name>.js in a process of its own: a native module that does not fit can end its process. */
export function probe(name: ProbeName, options: ProbeOptions = {}): Promise<CommandResult> {
  const { args = [], command = process.execPath, env, timeoutMs = 30_000 } = options
  const file = resolve(import.meta.dirname, `probe/${name}.js`)
  return run(command, [file, ...args], { cwd: root, timeoutMs, env })
}

/** What a probe that ended well has said. */
export function answerOf(result: CommandResult): string {
  return result.stdout.trim().split('\n').at(-1) ?? ''
}
