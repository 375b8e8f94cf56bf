import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/app-error.ts'
import { answeredError, callError } from '../../../src-main/ollama/call-errors.ts'

const never = new AbortController().signal
const failed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })

describe('what a call threw', () => {
  it.each([
    ['ECONNREFUSED', 'MODEL_UNAVAILABLE'],
    ['ENOTFOUND', 'MODEL_UNAVAILABLE'],
    ['ECONNRESET', 'MODEL_UNAVAILABLE'],
    ['UND_ERR_SOCKET', 'MODEL_UNAVAILABLE'],
    ['UND_ERR_CONNECT_TIMEOUT', 'DEADLINE_CONNECT'],
    ['UND_ERR_INVALID_ARG', 'MODEL_FAILED'],
  ])('with %s is %s', (code, expected) => {
    expect(callError(failed(code), never, 'http://x').code).toBe(expected)
  })

  it('is the reason of the abort where there was one, whatever it looks like', () => {
    const deadline = new AppError('DEADLINE_FIRST_TOKEN')
    const aborted = AbortSignal.abort(deadline)
    expect(callError(new DOMException('This operation was aborted', 'AbortError'), aborted, 'http://x')).toBe(
      deadline,
    )
    expect(callError(failed('UND_ERR_SOCKET'), aborted, 'http://x')).toBe(deadline)
  })

  it("says what is behind fetch's own words", () => {
    const error = new TypeError('fetch failed', { cause: new Error('bad port') })
    expect(callError(error, never, 'http://x').message).toContain('bad port')
  })
})

describe('an answer that is not 2xx', () => {
  it.each([
    [404, '{"error":"model \'x\' not found"}', 'MODEL_NOT_FOUND'],
    [429, '{"error":"slow down"}', 'MODEL_BUSY'],
    [503, '', 'MODEL_UNAVAILABLE'],
    [503, '<html>no upstream</html>', 'MODEL_UNAVAILABLE'],
    [503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}', 'MODEL_BUSY'],
    [400, '{"error":"bad"}', 'MODEL_FAILED'],
    [500, 'plain text', 'MODEL_FAILED'],
    [500, '{"error":"failed to encode response: json: unsupported value: NaN"}', 'EMBEDDING_INVALID'],
    [500, '{"error":"llama runner process has terminated: exit status 2"}', 'MODEL_LOAD_FAILED'],
    [500, '{"error":"half a file","code":"MODEL_LOAD_FAILED"}', 'MODEL_LOAD_FAILED'],
    [500, '{"error":"x","code":"constructor"}', 'MODEL_FAILED'],
  ])('%i %s is %s', (status, body, code) => {
    expect(answeredError(status, body, null)).toMatchObject({ code, data: { status } })
  })

  it('with 503 is busy where it says when to come again', () => {
    expect(answeredError(503, '', '0').code).toBe('MODEL_BUSY')
    expect(answeredError(503, '', 'soon').code).toBe('MODEL_UNAVAILABLE')
  })

  it('carries how long to wait, from seconds or from a date', () => {
    expect(answeredError(503, '', '12').data).toMatchObject({ retryAfter: 12 })
    expect(answeredError(503, '', new Date(Date.now() - 5_000).toUTCString()).data).toMatchObject({
      retryAfter: 0,
    })
    expect(answeredError(503, '', 'soon').data).toMatchObject({ retryAfter: null })
  })
})
