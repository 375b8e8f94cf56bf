import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startApp } from './faults-app.ts'
import { temporaryFolder } from './faults-headless.ts'
import { PATIENCE } from './faults-script.ts'

const MEGABYTE = 1024 * 1024
const NEW_CONVERSATION = { conversationId: null, collectionId: null, parentId: null }

/** A disk of its own, so small that it can be filled; null where this user may not mount one. */
function smallDisk(megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

const disk = process.platform === 'linux' && process.getuid?.() === 0 ? smallDisk(64) : null

afterAll(() => {
  if (!disk) return
  execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true })
})

/** Takes all room that is left, down to the last block. */
function fill(folder: string): string {
  const file = join(folder, 'filler')
  for (const size of [MEGABYTE, 4_096]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // That was all of it.
    }
  }
  expect(statfsSync(folder).bavail).toBe(0)
  return file
}

test.skipIf(disk === null)(
  'a full disk (needs the right to mount one): ingest waits and says so, answers go on, and with room all comes in',
  async () => {
    const folder = disk ?? ''
    const app = await startApp(join(folder, 'data'))
    const { library, conversations, sessions } = app.services
    await app.script.whenReady()
    const files = join(temporaryFolder(), 'files')
    mkdirSync(files)
    for (let n = 0; n < 30; n++) {
      const paragraph = (at: number) =>
        `Crate ${n} shelf ${at} holds brass keys of cellar ${n * 31 + at}. `.repeat(12)
      writeFileSync(
        join(files, `${n}.txt`),
        Array.from({ length: 12 }, (_, at) => paragraph(at)).join('\n\n'),
      )
    }
    await app.script.add([files])
    await expect.poll(() => library.status().done, PATIENCE).toBeGreaterThan(1)

    const filler = fill(folder)
    const keepFull = setInterval(() => {
      try {
        writeFileSync(filler, Buffer.alloc(4_096), { flag: 'a' })
      } catch {
        // Still full.
      }
    }, 5)
    await expect.poll(() => library.status().waitingFor, PATIENCE).toBe('disk')
    const before = await app.script.documents()
    expect(before.filter(({ state }) => state === 'failed')).toEqual([])
    const answer = await app.script.ask('Which crate holds the brass keys of cellar 35?')
    expect(answer.citations.length).toBeGreaterThan(0)
    // SQLite has some room of its own yet, in its journal. What finds none is still taken, and said not to be kept.
    const askAtLength = () => {
      const { streamId, conversationId } = sessions.start({
        ...NEW_CONVERSATION,
        question: 'Is there room? '.repeat(500),
      })
      sessions.cancel(streamId)
      const [unkept] = sessions.line().unkept
      return unkept && { ...unkept, shown: conversations.get(conversationId).messages.length }
    }
    await expect
      .poll(askAtLength, { ...PATIENCE, interval: 1 })
      .toMatchObject({ code: 'DISK_FULL', shown: 2 })
    // What is smaller may still find room; where it does not, a script gets the code.
    const { status, body } = await app.script.call('POST', '/api/documents', {
      paths: [join(files, 'no-such-file.txt')],
      collection: 'New',
    })
    expect(['202', '507 DISK_FULL']).toContain([status, body.error?.code].filter(Boolean).join(' '))
    expect((await app.script.call('GET', '/health/live')).status).toBe(200)

    clearInterval(keepFull)
    rmSync(filler)
    const documents = await app.script.whenRead(30)
    expect(documents.filter(({ state }) => state !== 'indexed')).toEqual([])
    await expect.poll(() => sessions.line().unkept, PATIENCE).toEqual([])
    const started = sessions.start({ ...NEW_CONVERSATION, question: 'Is there room now?' })
    await expect
      .poll(() => conversations.get(started.conversationId).messages.at(-1)?.state, PATIENCE)
      .toBe('complete')
    await app.script.whenReady()
    await app.stop()

    const again = await startApp(join(folder, 'data'))
    await again.script.whenReady()
    expect(await again.script.documents()).toHaveLength(30)
    // Before its disk goes.
    await again.stop()
  },
)
