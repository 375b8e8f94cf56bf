import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly cwd?: string | undefined
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** After this many milliseconds the command and its children are killed. */
  readonly timeoutMs: number
}

export interface CommandResult {
  /** Exit code; 127 where the command does not exist, 124 where it ran out of time. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command without a shell and never rejects: what went wrong is in the code and in stderr. */
export function run(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((settle) => {
    // A process group of its own, so that a deadline also ends what the command has started.
    const detached = process.platform !== 'win32'
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached,
    })
    let stdout = ''
    let stderr = ''
    let late = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const end = () => {
      try {
        if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It ended by itself between the deadline and here.
      }
    }
    const timer = setTimeout(() => {
      late = true
      end()
    }, options.timeoutMs)
    // A Ctrl-C goes to our group only; the child's would live on.
    process.once('exit', end)
    const finish = (code: number, note = '') => {
      clearTimeout(timer)
      process.removeListener('exit', end)
      settle({ code, stdout, stderr: note ? `${stderr}${stderr ? '\n' : ''}${note}` : stderr })
    }
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code) => {
      if (late) finish(124, `no end after ${Math.round(options.timeoutMs / 1000)} s`)
      else finish(code ?? 1)
    })
  })
}

/** The line of a failed command's output that a person would look at: the last that says error, or the last. */
export function lastWords(result: CommandResult): string {
  const lines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const telling = lines.findLast((line) => /error|fail|unable|no such|no end after/i.test(line))
  return telling ?? lines.at(-1) ?? `exit code ${result.code}`
}
