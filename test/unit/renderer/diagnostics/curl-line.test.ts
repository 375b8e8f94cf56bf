import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlLine } from '../../../../src-renderer/diagnostics/curl-line.ts'

test.skipIf(process.platform === 'win32')('a path with a quote and a dollar reaches cat as it is', () => {
  const tokenFile = "/home/o'neill/$HOME/api-token"
  const line = curlLine({ origin: 'http://127.0.0.1:8000', tokenFile })
  const script = `cat() { printf '<%s>' "$1"; }; curl() { for word; do echo "$word"; done; }; ${line}`
  const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
  expect(words).toContain(`Authorization: Bearer <${tokenFile}>`)
  expect(words).toContain('http://127.0.0.1:8000/api/query')
  expect(JSON.parse(words.at(-1) ?? '')).toHaveProperty('query')
})
