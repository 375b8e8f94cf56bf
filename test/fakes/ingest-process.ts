import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { createVectorStore } from '../../src-main/chroma/index.ts'
import { LibraryService } from '../../src-main/library/index.ts'
import { openDatabase } from '../../src-main/storage/index.ts'
import { FakeEmbedder, FakeModels } from './fake-models.ts'
import { ParagraphReaders } from './paragraph-readers.ts'
import { silentLog } from './silent-log.ts'

/**
 * A whole library with the real database and the real Chroma, to be killed at any instant. Adds a folder,
 * removes what is marked for removal, and says `settled` when there is nothing left to do.
 * Arguments: data folder, folder of documents.
 */
const [data = '', files = ''] = process.argv.slice(2)
setInterval(() => undefined, 1_000)
const log = silentLog()
const database = openDatabase({ file: join(data, 'alcove.db'), log: log.scope('database') })
const vectors = createVectorStore({
  config: {},
  launcher: nodeLauncher,
  clock: systemClock,
  log: log.scope('chroma'),
  folder: join(data, 'chroma'),
})
const embedder = new FakeEmbedder()
const embed = embedder.embed.bind(embedder)
embedder.embed = async (texts, signal) => {
  await wait(30)
  return embed(texts, signal)
}
const library = new LibraryService({
  database,
  readers: new ParagraphReaders(),
  models: new FakeModels(embedder),
  vectors,
  clock: systemClock,
  log: log.scope('library'),
})
process.send?.('started')
const collection = library.defaultCollection()
const signal = AbortSignal.timeout(60_000)
await library.add([files], collection.id, signal)
const gone = new Set(readdirSync(files))
const documents = library.documents({ collectionId: null, search: '', state: null, offset: 0, limit: 500 })
library.removeDocuments(
  documents.items.filter(({ path }) => !gone.has(path.split('/').at(-1) ?? '')).map(({ id }) => id),
)
let status = await library.whenSettled(signal)
// Standing still for want of a part is settled too.
while (status.waitingFor !== null) {
  await wait(200)
  status = await library.whenSettled(signal)
}
await library.dispose()
await vectors.dispose()
database.dispose()
process.send?.('settled')
process.exit(0)
