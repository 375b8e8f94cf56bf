import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** The token of <data>/api-token, made where there is none; readable by its owner alone. */
export function readOrMakeToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (TOKEN.test(token)) {
      chmodSync(file, 0o600)
      return token
    }
  } catch {
    // None yet: made below.
  }
  const token = randomBytes(32).toString('base64url')
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  return token
}
