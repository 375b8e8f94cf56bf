import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Child, type ChildLauncher, nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { detectFormat, embeddingText, ReaderPool } from '../../src-main/library/readers/reader-pool.ts'
import { loadTokenCounter } from '../../src-main/library/tokenizer.ts'

const here = (path: string) => new URL(path, import.meta.url).pathname
const tokenizerFile = here('../../resources/models/all-minilm-l6-v2.tokenizer.json')
const samples = here('../../resources/samples/')
const nothing = () => {}
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
const never = new AbortController().signal

describe('files read by a real child process', () => {
  const children: Child[] = []
  let onMessage: (child: Child, message: { readonly kind: string }) => void = nothing
  const launcher: ChildLauncher = {
    start(entry, options) {
      const child = nodeLauncher.start(entry, options)
      children.push(child)
      child.onMessage((message) => onMessage(child, message as { kind: string }))
      return child
    },
  }
  let pool: ReaderPool
  let folder: string
  const read = (path: string, signal: AbortSignal = never) =>
    pool.read({ path, format: detectFormat(path) ?? 'txt', maxTokens: 256 }, signal)
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'alcove-readers-'))
  })
  beforeEach(() => {
    pool = new ReaderPool({ launcher, log, clock: systemClock, tokenizerFile })
  })
  afterEach(() => pool.dispose())
  afterAll(() => rmSync(folder, { recursive: true }))

  it('gives every sample, in chunks that the embedder reads whole', async () => {
    const count = loadTokenCounter(tokenizerFile)
    for (const name of readdirSync(samples)) {
      const document = await read(join(samples, name))
      expect(document.chunks.length, name).toBeGreaterThan(3)
      expect(document.contentHash).toMatch(/^[0-9a-f]{64}$/)
      for (const chunk of document.chunks) {
        expect(chunk.text).toBe(document.text.slice(chunk.start, chunk.end))
        expect(chunk.textHash).toHaveLength(32)
        expect(count(embeddingText(chunk)) + 2).toBeLessThanOrEqual(256)
        expect(chunk.page === null).toBe(!name.endsWith('.pdf'))
      }
    }
  })

  it('goes on after bad files, one clear error for each', async () => {
    const documents = here('../fixtures/documents/')
    const outcomes = ['corrupt.pdf', 'encrypted.docx', 'empty.txt', 'binary.txt', 'unicode.md'].map((name) =>
      read(documents + name).then(
        () => 'read',
        (error: { code: string }) => error.code,
      ),
    )
    expect(await Promise.all(outcomes)).toEqual([
      'FILE_CORRUPT',
      'FILE_ENCRYPTED',
      'FILE_EMPTY',
      'FILE_NOT_TEXT',
      'read',
    ])
  })

  it('titles a file by its name, however that looks', async () => {
    const { title } = await read(write('<img src=x onerror=alert(1)>\n"🦉".txt', 'The lamp burns.'))
    expect(title).toBe('<img src=x onerror=alert(1)> "🦉"')
  })

  it('refuses 100 MB of text, and reads 12 MB', async () => {
    const paragraph = 'The lamp in the hut burns all night and nobody asks why. '.repeat(8)
    const large = write('large.txt', `${paragraph}\n\n`.repeat(230_000))
    await expect(read(large)).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: expect.stringContaining('Split it'),
    })
    const { text, chunks } = await read(write('fair.txt', `${paragraph}\n\n`.repeat(26_000)))
    expect(text.length).toBeGreaterThan(11_500_000)
    expect(chunks.at(-1)?.end).toBe(text.trimEnd().length)
  })

  it('outlives a reader that is killed at its work', async () => {
    const file = write('long.txt', 'The lamp burns all night. '.repeat(500_000))
    // When its first part has come, it is in the middle of the file.
    onMessage = (child, { kind }) => {
      if (kind === 'text') child.kill('SIGKILL')
    }
    const reading = read(file)
    await expect(reading).rejects.toMatchObject({ code: 'READER_CRASHED' })
    onMessage = nothing
    expect((await read(join(samples, 'house-rules.md'))).title).toBe('House rules')
  })

  it('leaves no process behind', async () => {
    const exits = new Promise((resolve) => {
      void read(join(samples, 'house-rules.md')).then(async () => {
        children.at(-1)?.onExit(resolve)
        await pool.dispose()
      })
    })
    expect(await exits).toMatchObject({ signal: 'SIGTERM' })
  })
})

describe('without the tokenizer of the embedder', () => {
  it('chunks are made by estimate, so that full-text search works', async () => {
    const pool = new ReaderPool({
      launcher: nodeLauncher,
      log,
      clock: systemClock,
      tokenizerFile: '/nowhere.json',
    })
    try {
      const { chunks } = await pool.read(
        { path: join(samples, 'house-rules.md'), format: 'md', maxTokens: 256 },
        never,
      )
      expect(chunks.length).toBeGreaterThan(5)
    } finally {
      await pool.dispose()
    }
  })
})
