import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { download } from '../../../../scripts/setup/download.ts'
import { placeFile } from '../../../../scripts/setup/place.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251))
const pinned = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }

let folder: string
let target: string
let server: Server
let asked: (string | undefined)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-download-'))
  target = join(folder, 'model.gguf')
  asked = []
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await rm(folder, { recursive: true, force: true })
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => {
    asked.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model`
}

/** A server that knows ranges, and drops the connection after `limit` bytes of its first answer. */
function dropping(limit: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    })
    if (asked.length > 1) response.end(content.subarray(from))
    else response.write(content.subarray(from, from + limit), () => setTimeout(() => response.destroy(), 50))
  }
}

const place = (url: string, options = {}) =>
  placeFile(target, pinned, (part) => download(url, part, pinned.bytes, options))

test('brings a file whole and leaves no part behind', async () => {
  const url = await serve((_, response) => response.end(content))
  await place(url)
  expect(await readFile(target)).toEqual(content)
  await expect(stat(`${target}.part`)).rejects.toThrow('ENOENT')
})

test('goes on where a broken transfer stopped, within one run', async () => {
  const url = await serve(dropping(70_000))
  await place(url)
  expect(asked).toEqual([undefined, 'bytes=70000-'])
  expect(await readFile(target)).toEqual(content)
})

test('goes on from the part that an earlier run has left', async () => {
  await writeFile(`${target}.part`, content.subarray(0, 12_345))
  const url = await serve((request, response) => {
    asked.push('')
    dropping(0)(request, response)
  })
  await place(url)
  expect(asked[0]).toBe('bytes=12345-')
  expect(await readFile(target)).toEqual(content)
})

test('starts over where the server does not know ranges', async () => {
  await writeFile(`${target}.part`, Buffer.alloc(500, 9))
  const url = await serve((_, response) => response.end(content))
  await place(url)
  expect(await readFile(target)).toEqual(content)
})

test('keeps what came when it gives up, and moves nothing into place', async () => {
  const url = await serve(dropping(70_000))
  await expect(place(url, { resumes: 0 })).rejects.toThrow()
  expect((await stat(`${target}.part`)).size).toBe(70_000)
  await expect(stat(target)).rejects.toThrow('ENOENT')
})

test('rejects other bytes of the right length, leaves the old file and forgets the part', async () => {
  await writeFile(target, 'the old one')
  const url = await serve((_, response) => response.end(Buffer.alloc(content.length, 1)))
  await expect(place(url)).rejects.toThrow(/sha256/)
  expect(await readFile(target, 'utf8')).toBe('the old one')
  await expect(stat(`${target}.part`)).rejects.toThrow('ENOENT')
})

test('refuses an answer of another length before reading it, such as a sign-in page', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 11 })
    response.end('please login')
  })
  await expect(place(url)).rejects.toThrow('offers 11 bytes instead of 200000')
})

test('refuses bytes from another place than was asked for', async () => {
  await writeFile(`${target}.part`, content.subarray(0, 1000))
  const url = await serve((_, response) => {
    response.writeHead(206, { 'content-range': `bytes 500-199999/200000` })
    response.end(content.subarray(500))
  })
  await expect(place(url)).rejects.toThrow('sent bytes from 500 instead of 1000')
})

test('says what the server answered', async () => {
  const url = await serve((_, response) => response.writeHead(404).end())
  await expect(place(url)).rejects.toThrow(/answered 404/)
})

test('gives up on a server that accepts and says nothing, and does not wait for it twice', async () => {
  const url = await serve(() => undefined)
  await expect(place(url, { headersMs: 100 })).rejects.toThrow('no answer in 0.1 s')
  await expect(place(url, { headersMs: 100 })).rejects.toThrow('did not answer a moment ago')
  expect(asked).toHaveLength(1)
})

test('gives up on a transfer that falls silent', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 1000))
  })
  await expect(place(url, { stallMs: 100, resumes: 0 })).rejects.toThrow('silent for 0.1 s')
})

test('reports how far it is', async () => {
  const url = await serve((_, response) => response.end(content))
  const seen: number[] = []
  await place(url, { report: (_: string, done = 0) => seen.push(done) })
  expect(seen.at(-1)).toBe(content.length)
})
