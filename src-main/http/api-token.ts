import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The token of <data>/api-token, readable by its owner alone. Made anew where there is none, where it is spoilt
 * and where others could have read it. Throws what the file system says when it cannot be written.
 */
export function readOrMakeToken(file: string): string {
  const kept = keptToken(file)
  if (kept !== null) return kept
  const token = randomBytes(32).toString('base64url')
  // Written beside and moved: at no instant does the name lead to half a token, or to one with other rights.
  const part = `${file}.${process.pid}.part`
  rmSync(part, { force: true })
  try {
    writeFileSync(part, `${token}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  return token
}

function keptToken(file: string): string | null {
  try {
    // Windows has no such bits: there the folder's own rights keep others out.
    const isOpenToOthers = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
    const token = readFileSync(file, 'utf8').trim()
    return TOKEN.test(token) && !isOpenToOthers ? token : null
  } catch {
    return null
  }
}
