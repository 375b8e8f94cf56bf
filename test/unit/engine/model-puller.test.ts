import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ModelFiles } from '../../../src-main/engine/model-files.ts'
import { ModelPuller, type PullLine } from '../../../src-main/engine/model-puller.ts'

const NAME = 'hf.co/owner/Tiny-GGUF:Q4_K_M'
const content = Buffer.alloc(10_000, 'gguf')
const sha256 = createHash('sha256').update(content).digest('hex')

let folder: string
let hub: Server
let ranges: (string | undefined)[]
/** What the hub does with a download, in order; then it sends the file. */
let downloads: ((request: IncomingMessage, response: ServerResponse) => void)[]
let puller: ModelPuller

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alcove-pull-'))
  ranges = []
  downloads = []
  hub = createServer((request, response) => {
    if (request.url === '/api/models/owner/Tiny-GGUF/tree/main') {
      const lfs = { oid: sha256, size: content.length }
      response.end(JSON.stringify([{ path: 'README.md' }, { path: 'tiny-q4_k_m.gguf', lfs }]))
    } else if (request.url === '/owner/Tiny-GGUF/resolve/main/tiny-q4_k_m.gguf') {
      ranges.push(request.headers.range)
      const answer = downloads.shift() ?? sendRange
      answer(request, response)
    } else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(hub, 'listening')
  const origin = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
  puller = new ModelPuller(
    new ModelFiles({ folders: [folder], stateFolder: folder, warn: () => undefined }),
    origin,
    0,
  )
})

afterEach(async () => {
  hub.closeAllConnections()
  hub.close()
  await rm(folder, { recursive: true })
})

function sendRange(request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start })
  response.end(content.subarray(start))
}

async function pull(name = NAME, signal = new AbortController().signal): Promise<readonly PullLine[]> {
  const lines: PullLine[] = []
  for await (const line of puller.pull(name, signal)) lines.push(line)
  return lines
}

const pulledFile = () => join(folder, `${encodeURIComponent(NAME)}.gguf`)

it('brings a file, tells how far it is, and checks it', async () => {
  const lines = await pull()
  expect(lines[0]).toEqual({ status: 'pulling manifest' })
  expect(lines).toContainEqual(expect.objectContaining({ total: 10_000, completed: 10_000 }))
  expect(lines.at(-1)).toEqual({ status: 'success' })
  expect(await readFile(pulledFile())).toEqual(content)
  expect(await readdir(join(folder, '.pulling'))).toEqual([])
})

it('goes on where an earlier attempt ended', async () => {
  await mkdir(join(folder, '.pulling'))
  await writeFile(join(folder, '.pulling', `${sha256}.part`), content.subarray(0, 4_000))
  await pull()
  expect(ranges).toEqual(['bytes=4000-'])
  expect(await readFile(pulledFile())).toEqual(content)
})

it('begins anew where the hub does not know ranges', async () => {
  await mkdir(join(folder, '.pulling'))
  await writeFile(join(folder, '.pulling', `${sha256}.part`), content.subarray(0, 4_000))
  downloads.push((_request, response) => response.end(content))
  await pull()
  expect(await readFile(pulledFile())).toEqual(content)
})

it('tries again from where it stands when a download ends early', async () => {
  downloads.push((_request, response) => response.end(content.subarray(0, 3_000)))
  await pull()
  expect(ranges).toEqual([undefined, 'bytes=3000-'])
  expect(await readFile(pulledFile())).toEqual(content)
})

it('gives up after five attempts that bring nothing', async () => {
  downloads = Array.from({ length: 9 }, () => (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(503).end()
  })
  await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining('503') })
  expect(ranges).toHaveLength(5)
})

it('throws a damaged file away', async () => {
  downloads.push((_request, response) => response.end(Buffer.alloc(content.length, 'x')))
  await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining('digest mismatch') })
  expect(await readdir(folder)).toEqual(['.pulling'])
  expect(await readdir(join(folder, '.pulling'))).toEqual([])
})

it('keeps what it has when it is cancelled, and leaves no model', async () => {
  const caller = new AbortController()
  downloads.push((_request, response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 3_000))
  })
  const lines = puller.pull(NAME, caller.signal)
  await lines.next()
  await lines.next()
  const next = lines.next()
  while (ranges.length === 0) await new Promise(setImmediate)
  caller.abort()
  await expect(next).rejects.toMatchObject({ name: 'AbortError' })
  expect(await readdir(folder)).toEqual(['.pulling'])
})

it.each([
  ['llama3.2', 400],
  ['hf.co/../../etc/passwd', 400],
  ['hf.co/owner/nothing', 404],
  ['hf.co/owner/Tiny-GGUF:Q2_K', 404],
])('refuses %s with %i', async (name, status) => {
  await expect(pull(name)).rejects.toMatchObject({ status })
})
