import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { runToEnd } from '../../../../scripts/start/run-to-end.ts'

const node = (code: string) => runToEnd(process.execPath, ['-e', code])

test('ends with the exit code of what it ran', async () => {
  expect(await node('process.exit(3)')).toBe(3)
})

test('ends as a shell does where a signal ended it', async () => {
  expect(await node("process.kill(process.pid, 'SIGTERM')")).toBe(128 + 15)
})

test('says so where there is nothing to run', async () => {
  expect(await runToEnd('/nowhere/electron', [])).toBe(127)
})

test('passes a signal on, and leaves no listener behind', async () => {
  const before = process.listenerCount('SIGTERM')
  const ended = node('setInterval(() => {}, 1000)')
  await new Promise((later) => setTimeout(later, 150))
  process.emit('SIGTERM')
  expect(await ended).toBe(128 + 15)
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

test.runIf(process.platform !== 'win32')('ends with the shell that npm put between us', async () => {
  const program =
    "process.on('SIGTERM', () => process.exit()); setInterval(() => console.log(process.pid), 50)"
  const start = new URL('../../../../scripts/start/run-to-end.ts', import.meta.url).href
  const starter = `import { runToEnd } from '${start}'; await runToEnd(process.execPath, ['-e', process.env.PROGRAM])`
  // A shell that waits for a child of its own, as npm's does.
  const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$STARTER"; true'], {
    env: {
      ...process.env,
      NODE: process.execPath,
      STARTER: starter,
      PROGRAM: program,
      npm_lifecycle_event: 'start',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [pid] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string]
  shell.kill('SIGKILL')
  await expect.poll(() => isAlive(Number(pid)), { timeout: 5000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
