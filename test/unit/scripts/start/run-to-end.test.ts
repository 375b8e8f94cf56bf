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
