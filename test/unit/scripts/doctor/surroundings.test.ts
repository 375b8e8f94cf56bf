import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFolderCheck, diskCheck } from '../../../../scripts/doctor/data-folder.ts'
import { databaseCheck } from '../../../../scripts/doctor/database.ts'
import { ollamaCheck } from '../../../../scripts/doctor/ollama.ts'
import { portCheck } from '../../../../scripts/doctor/port.ts'

let folder: string
let server: Server | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-doctor-'))
})
afterEach(async () => {
  server?.close()
  server = undefined
  await rm(folder, { recursive: true, force: true })
})

async function serve(bodies: Readonly<Record<string, unknown>>): Promise<number> {
  const started = createServer((request, response) => {
    response.end(JSON.stringify(bodies[request.url ?? ''] ?? {}))
  })
  server = started
  await new Promise<void>((ready) => started.listen(0, '127.0.0.1', ready))
  return (started.address() as AddressInfo).port
}

test('a data folder that is yet to be made is fine; one that is a file is not', async () => {
  expect(await dataFolderCheck(folder).run()).toMatchObject({ level: 'ok', detail: folder })
  expect(await dataFolderCheck(join(folder, 'a/b')).run()).toMatchObject({ level: 'ok' })
  await writeFile(join(folder, 'file'), '')
  expect(await dataFolderCheck(join(folder, 'file')).run()).toMatchObject({
    level: 'missing',
    essential: true,
  })
})

test('free disk is measured where the data folder will be', async () => {
  expect((await diskCheck(join(folder, 'a/b')).run()).detail).toMatch(/^[\d.]+ (MB|GB) where/)
})

test('a sound database is sound, a damaged one says so and how to go on, none is fine', async () => {
  expect(await databaseCheck(folder).run()).toMatchObject({ level: 'ok', detail: /none yet/ })
  const file = join(folder, 'alcove.db')
  const database = new Database(file)
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x); PRAGMA user_version = 7')
  // Also while it is open, as when Alcove is running.
  expect((await databaseCheck(folder).run()).detail).toMatch(/^sound, schema 7/)
  database.close()
  await writeFile(file, Buffer.alloc(9000, 1))
  const verdict = await databaseCheck(folder).run()
  expect(verdict).toMatchObject({ level: 'missing', essential: true })
  expect(verdict.detail).toContain('not a database')
})

test('a free port, one that Alcove has, and one that another program has', async () => {
  const port = await serve({ '/health/ready': { checks: {} } })
  expect(await portCheck(port).run()).toMatchObject({ level: 'ok', detail: /Alcove is running/ })
  server?.close()
  expect(await portCheck(port).run()).toMatchObject({ level: 'ok', detail: /^free/ })
  const taken = await serve({})
  expect(await portCheck(taken).run()).toMatchObject({ level: 'warn', fix: /ALCOVE_PORT/ })
})

test('an Ollama with models, one without any, and none', async () => {
  const port = await serve({ '/api/version': { version: '0.24.0' }, '/api/tags': { models: [{}, {}] } })
  const host = `127.0.0.1:${port}`
  expect(await ollamaCheck(host).run()).toEqual({ level: 'ok', detail: `0.24.0 at http://${host}, 2 models` })
  server?.close()
  expect((await ollamaCheck(host).run()).detail).toMatch(/not running .* the built-in engine serves/)
  const empty = `127.0.0.1:${await serve({ '/api/version': { version: '0.24.0' }, '/api/tags': { models: [] } })}`
  expect(await ollamaCheck(empty).run()).toMatchObject({ level: 'warn', fix: /ollama pull/ })
})
