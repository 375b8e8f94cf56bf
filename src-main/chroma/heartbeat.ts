import type { Dispatcher } from 'undici'
import { request } from 'undici'
import type { ChromaAddress } from './chroma-endpoint.ts'

/** Whether a Chroma server answers there within `deadlineMs`. Never throws. */
export async function hasHeartbeat(
  { host, port, ssl }: ChromaAddress,
  deadlineMs: number,
  dispatcher: Dispatcher,
  headers: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  try {
    const { statusCode, body } = await request(
      `${ssl ? 'https' : 'http'}://${host}:${port}/api/v2/heartbeat`,
      { dispatcher, headers, signal: AbortSignal.timeout(deadlineMs) },
    )
    const text = await body.text()
    return statusCode === 200 && text.includes('nanosecond heartbeat')
  } catch {
    return false
  }
}
