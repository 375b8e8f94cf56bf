import { expect, test } from 'vitest'
import { AppError, isAbort, toAppError } from '../../../src-main/base/app-error.ts'
import { errorCatalogue } from '../../../src-shared/error-codes.ts'

test('an error crosses a boundary as code, message and data: no stack, no cause', () => {
  const error = new AppError('NOT_FOUND', { data: { id: 'x' }, cause: new Error('secret') })
  expect(error.toBody()).toEqual({
    code: 'NOT_FOUND',
    message: errorCatalogue.NOT_FOUND.message,
    data: { id: 'x' },
  })
  expect(Object.keys(new AppError('NOT_FOUND').toBody())).toEqual(['code', 'message'])
})

test.each([
  [new AppError('DISK_FULL'), 'DISK_FULL'],
  [Object.assign(new Error(), { code: 'ENOSPC' }), 'DISK_FULL'],
  [Object.assign(new Error(), { code: 'EDQUOT' }), 'DISK_FULL'],
  [new DOMException('x', 'AbortError'), 'CANCELLED'],
  [new DOMException('x', 'TimeoutError'), 'DEADLINE_TOTAL'],
  [new Error('secret'), 'INTERNAL'],
  ['text', 'INTERNAL'],
  [undefined, 'INTERNAL'],
  [{ code: 'ENOSPC' }, 'INTERNAL'],
])('%s becomes an AppError of its code, its message kept inside', (thrown, code) => {
  const error = toAppError(thrown)
  expect(error.code).toBe(code)
  expect(error.message).toBe(errorCatalogue[error.code].message)
})

test('what AbortSignal itself throws is understood', () => {
  const reasonOf = (signal: AbortSignal): unknown => signal.reason
  expect(isAbort(reasonOf(AbortSignal.abort()))).toBe(true)
  expect(isAbort(new AppError('CANCELLED'))).toBe(true)
  expect(isAbort(new AppError('NOT_FOUND'))).toBe(false)
})

test('every code has a status that HTTP knows as an error and a sentence for a person', () => {
  for (const [code, { status, message }] of Object.entries(errorCatalogue)) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(message).toMatch(/^[A-Z].*[.]$/)
  }
})
