import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from '../setup/paths.ts'

const ORPHAN_CHECK_MS = 1000

/** Runs a program on our terminal until it ends; the code to exit with, 128 + n where signal n ended it. */
export function runToEnd(command: string, args: readonly string[]): Promise<number> {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
    const forward = (signal: NodeJS.Signals) => {
      // A terminal's Ctrl-C reaches the child by itself; a second one would tell it to hurry.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const stopWatching = watchParent(() => child.kill('SIGTERM'))
    const finish = (code: number) => {
      stopWatching()
      for (const signal of signals) process.removeListener(signal, forward)
      settle(code)
    }
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      finish(127)
    })
    child.once('close', (code, signal) => finish(signal ? 128 + constants.signals[signal] : (code ?? 1)))
  })
}

/**
 * Tells when the shell between npm and us is gone. A signal to npm ends that shell, which tells its own child
 * nothing, and the window would stay open with nobody left to close it.
 */
function watchParent(onGone: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, ORPHAN_CHECK_MS)
  return () => clearInterval(timer)
}
