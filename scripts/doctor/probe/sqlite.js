// The driver that src-main/storage/database.ts takes on this runtime, and the one question that Alcove cannot do
// without. JavaScript, because Electron 33 runs this too.
import { createRequire } from 'node:module'

const name = Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'libsql'
const Database = createRequire(import.meta.url)(name)
const database = new Database(':memory:')
database.exec("CREATE VIRTUAL TABLE t USING fts5(body); INSERT INTO t VALUES ('one word')")
if (!database.prepare("SELECT body FROM t WHERE t MATCH 'word'").get()) throw new Error('no full-text search')
const { version } = database.prepare('SELECT sqlite_version() AS version').get()
console.log(`${name}, SQLite ${version} with full-text search`)
