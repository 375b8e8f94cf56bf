// Argument: the file. For reading only; it may be in use.
import Database from 'better-sqlite3'

const database = new Database(process.argv[2], { readonly: true, fileMustExist: true, timeout: 2000 })
const verdict = database.pragma('quick_check(1)', { simple: true })
if (verdict !== 'ok') throw new Error(`quick_check error: ${verdict}`)
console.log(`schema ${database.pragma('user_version', { simple: true })}`)
database.close()
