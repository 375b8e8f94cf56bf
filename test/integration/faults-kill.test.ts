import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { Headless, headless, temporaryFolder } from './faults-headless.ts'
import { isAlive } from './faults-processes.ts'
import { PATIENCE, type Script } from './faults-script.ts'
import { lookIntoStores } from './faults-stores.ts'

const KILLS = 15
/** Names of the files that are killed over, and how many of them come new each time. */
const FILES_A_ROUND = 3

/** The same numbers every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Settles when the answer is over or its server is gone. */
async function streamAnswer(script: Script): Promise<void> {
  await script
    .call('POST', '/api/query', { query: 'What does round 3 weigh?', stream: true })
    .catch(() => undefined)
}

test(`killed ${KILLS} times in the middle of ingest and answers, it repairs itself and leaves no process behind`, async () => {
  const dataFolder = temporaryFolder()
  const files = join(temporaryFolder(), 'files')
  mkdirSync(files)
  const random = seeded(11)
  let written = 0
  for (let round = 0; round < KILLS; round++) {
    for (let n = 0; n < FILES_A_ROUND; n++) {
      const passages = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, at) =>
        `Round ${round} file ${n} part ${at} weighs ${Math.floor(random() * 1e6)} grams. `.repeat(12),
      )
      writeFileSync(join(files, `${round}-${n}.txt`), passages.join('\n\n'))
      written++
    }
    const running = new Headless({ dataFolder })
    const script = await running.script()
    const adding = script.call('POST', '/api/documents', { paths: [files] }).catch(() => undefined)
    const answering = streamAnswer(script)
    // The instant is what is tested; nothing waits for it.
    await wait(random() * 1_200)
    const family = await running.kill()
    await Promise.all([adding, answering])
    await expect.poll(() => family.filter(isAlive), PATIENCE).toEqual([])
  }

  const running = headless({ dataFolder })
  const script = await running.script()
  await script.add([files])
  const documents = await script.whenRead(written)
  expect(documents.filter(({ state }) => state !== 'indexed')).toEqual([])
  await expect.poll(() => script.checkState('vector_store'), PATIENCE).toBe('ok')
  expect((await request(`${script.origin}/health/ready`)).statusCode).toBe(200)
  expect((await running.stop()).code).toBe(0)

  await lookIntoStores(dataFolder, ({ rows, vectors }) => {
    const chunks = rows<{ id: number }>('SELECT id FROM chunk').map(({ id }) => String(id))
    expect(vectors.map((vector) => vector.split('/')[1] ?? '').sort()).toEqual(chunks.sort())
    expect(new Set(vectors.map((vector) => vector.split('/')[0])).size).toBe(1)
    for (const table of ['ingest', 'retired_revision', 'vector_removal']) {
      expect(rows(`SELECT * FROM ${table}`), table).toEqual([])
    }
    expect(rows('SELECT text_hash FROM chunk EXCEPT SELECT text_hash FROM embedding')).toEqual([])
    expect(rows('SELECT text_hash FROM embedding EXCEPT SELECT text_hash FROM chunk')).toEqual([])
    expect(
      rows(
        `SELECT d.id FROM document d WHERE d.chunks != (SELECT count(*) FROM chunk c WHERE c.document_id = d.id)`,
      ),
    ).toEqual([])
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })
})
