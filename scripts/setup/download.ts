import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { EnvHttpProxyAgent, fetch, type Response } from 'undici'
import type { Report } from './part.ts'

export interface DownloadOptions {
  /** To open the connection, in ms. @default 5000 */
  readonly connectMs?: number
  /** From the request to the answer's headers, in ms. @default 8000 */
  readonly headersMs?: number
  /** Between two pieces of the body, in ms. @default 15000 */
  readonly stallMs?: number
  /** How often a transfer that broke is taken up again. @default 3 */
  readonly resumes?: number
  readonly report?: Report
}

/** A dead host costs its deadline once, not once a file. */
const silentHosts = new Set<string>()

/**
 * Fetches `url` into `file`, going on from what an earlier, broken transfer left there.
 *
 * There is no deadline for the whole, only for silence, so a slow line is waited for and a dead host is not. The
 * caller checks the bytes; `bytes` is only their expected number, and an answer of another length (a captive
 * portal's page, a moved file) is refused before it is read.
 */
export async function download(
  url: string,
  file: string,
  bytes: number,
  options: DownloadOptions = {},
): Promise<void> {
  const { connectMs = 5000, resumes = 3 } = options
  const { host } = new URL(url)
  if (silentHosts.has(host)) throw new Error(`${host} did not answer a moment ago`)
  // Honours HTTPS_PROXY and NO_PROXY: many offices reach the hub only so.
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: connectMs } })
  try {
    for (let broken = 0; ; broken++) {
      const before = await sizeOf(file)
      try {
        await transfer(url, file, bytes, dispatcher, options)
        return
      } catch (error) {
        // Only a transfer that had begun is worth another try: a host that does not answer has had its chance.
        const moved = (await sizeOf(file)) > before
        if (!moved || broken >= resumes) throw error
      }
    }
  } finally {
    await dispatcher.destroy()
  }
}

async function transfer(
  url: string,
  file: string,
  bytes: number,
  dispatcher: EnvHttpProxyAgent,
  { headersMs = 8000, stallMs = 15_000, report }: DownloadOptions,
): Promise<void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(new Error(`no answer in ${headersMs / 1000} s`)), headersMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(new Error(`silent for ${stallMs / 1000} s`)), stallMs)
  }
  const { host } = new URL(url)
  let answered = false
  try {
    let from = await sizeOf(file)
    // Whole, but not moved into place: the caller looks at what it is.
    if (from === bytes) return
    if (from > bytes) from = 0
    const headers: Record<string, string> = { 'accept-encoding': 'identity' }
    if (from > 0) headers.range = `bytes=${from}-`
    const response = await fetch(url, { dispatcher, headers, signal: silence.signal })
    answered = true
    heard()
    if (response.status === 200) from = 0
    const fault = faultOf(response, from, bytes)
    if (fault !== null || response.body === null) {
      await response.body?.cancel()
      throw new Error(`${host} ${fault ?? 'sent nothing'}`)
    }
    await append(response.body, file, from, bytes, (have) => {
      heard()
      report?.('downloading', have, bytes)
    })
  } catch (error) {
    if (!answered) silentHosts.add(host)
    throw silence.signal.aborted ? silence.signal.reason : plain(error)
  } finally {
    clearTimeout(timer)
  }
}

/** Writes a body to the end of the first `from` bytes of the file. */
async function append(
  body: AsyncIterable<Uint8Array>,
  file: string,
  from: number,
  bytes: number,
  onBytes: (have: number) => void,
): Promise<void> {
  const sink = createWriteStream(file, { flags: from > 0 ? 'a' : 'w' })
  let have = from
  try {
    for await (const chunk of body) {
      have += chunk.length
      if (have > bytes) throw new Error(`more than the expected ${bytes} bytes came`)
      if (!sink.write(chunk)) await once(sink, 'drain')
      onBytes(have)
    }
  } finally {
    // Also after a break: what has come is flushed, so that the next try goes on from there.
    sink.end()
    await finished(sink)
  }
  if (have < bytes) throw new Error(`cut short at ${have} of ${bytes} bytes`)
}

/** Why an answer's body is not the bytes that are wanted, from `from` on; null where it is. */
function faultOf(response: Response, from: number, bytes: number): string | null {
  if (response.status !== 200 && response.status !== 206) return `answered ${response.status}`
  const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0)
  if (start !== from) return `sent bytes from ${start} instead of ${from}`
  const length = response.headers.get('content-length')
  const total = length === null ? bytes : Number(length) + from
  return total === bytes ? null : `offers ${total} bytes instead of ${bytes}`
}

/** fetch() says only "fetch failed"; the innermost cause says why. */
function plain(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? plain(error.cause) : error
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (stats) => stats.size,
    () => 0,
  )
}
