import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { InstanceLock, runningInstance } from '../../../src-main/base/instance-lock.ts'
import { temporaryFolder } from '../storage/temporary-folder.ts'

const modulePath = new URL('../../../src-main/base/instance-lock.ts', import.meta.url).href

/** Another process that takes the folder and holds it until it is killed. */
async function otherInstance(folder: string): Promise<ChildProcess> {
  const program = `
    import { InstanceLock } from ${JSON.stringify(modulePath)}
    const lock = new InstanceLock(process.argv[1])
    lock.publish('http://127.0.0.1:8123')
    console.log('held')
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a folder that nobody owns has no running instance', () => {
  const folder = temporaryFolder()
  expect(runningInstance(folder)).toBeNull()
  expect(runningInstance(join(folder, 'missing'))).toBeNull()
})

test('the folder is made, for its owner alone', () => {
  const folder = join(temporaryFolder(), 'data')
  const lock = new InstanceLock(folder)
  onTestFinished(() => lock.dispose())
  expect(statSync(folder).mode & 0o077).toBe(0)
})

test('a second process is refused with the first one’s facts, and may come after its end', async () => {
  const folder = temporaryFolder()
  const other = await otherInstance(folder)
  const facts = { pid: other.pid, origin: 'http://127.0.0.1:8123' }
  expect(runningInstance(folder)).toEqual(facts)
  expect(() => new InstanceLock(folder)).toThrow(
    expect.objectContaining({
      code: 'CONFLICT',
      message: expect.stringContaining('http://127.0.0.1:8123'),
      data: facts,
    }),
  )
  const gone = once(other, 'exit')
  other.kill('SIGKILL')
  await gone
  expect(runningInstance(folder)).toBeNull()
  const lock = new InstanceLock(folder)
  lock.dispose()
})

test('what a killed process left counts for nothing, although its number is in use again', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'instance.lock'), '')
  writeFileSync(
    join(folder, 'instance.json'),
    JSON.stringify({ pid: process.ppid, origin: 'http://127.0.0.1:1' }),
  )
  expect(runningInstance(folder)).toBeNull()
  const lock = new InstanceLock(folder)
  onTestFinished(() => lock.dispose())
  expect(runningInstance(folder)).toEqual({ pid: process.pid, origin: null })
})

test.each(['', '{', 'null', '[]', '{"pid":"x","origin":7}'])(
  'facts that read %j are no facts',
  async (text) => {
    const folder = temporaryFolder()
    const lock = new InstanceLock(folder)
    onTestFinished(() => lock.dispose())
    writeFileSync(join(folder, 'instance.json'), text)
    expect(runningInstance(folder)).toEqual({ pid: null, origin: null })
    expect(() => new InstanceLock(folder)).toThrow(/already running with this data folder\.$/)
  },
)

test('a lock file that somebody wrote into is made anew', () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'instance.lock'),
    'not a lock at all, but a note of more than a hundred bytes '.repeat(9),
  )
  const lock = new InstanceLock(folder)
  lock.publish('http://127.0.0.1:9')
  expect(runningInstance(folder)?.origin).toBe('http://127.0.0.1:9')
  lock.dispose()
  lock.dispose()
  expect(runningInstance(folder)).toBeNull()
})

test('a folder that cannot be is DATABASE_UNAVAILABLE', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => new InstanceLock(join(file, 'data'))).toThrow(
    expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }),
  )
})
