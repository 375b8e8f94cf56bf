import { join } from 'node:path'
import { ChromaClient } from 'chromadb'
import { nodeLauncher } from '../../src-main/base/child-process.ts'
import { systemClock } from '../../src-main/base/clock.ts'
import { ChromaServer } from '../../src-main/chroma/index.ts'
import { openDatabase, type SqlValue } from '../../src-main/storage/index.ts'
import { silentLog } from '../fakes/silent-log.ts'

export interface Stores {
  rows<Row = Record<string, SqlValue>>(sql: string): readonly Row[]
  readonly vectors: readonly string[]
}

/** What is in SQLite and in Chroma of a data folder that nobody has open. */
export async function lookIntoStores<T>(dataFolder: string, look: (stores: Stores) => T): Promise<T> {
  const vectors = await vectorsIn(join(dataFolder, 'chroma'))
  const database = openDatabase({ file: join(dataFolder, 'alcove.db'), log: silentLog().scope('database') })
  try {
    return look({ vectors, rows: <Row>(sql: string) => database.prepare<Row>(sql).all() })
  } finally {
    void database.dispose()
  }
}

/** `collection/id` of every vector there is. */
async function vectorsIn(folder: string): Promise<readonly string[]> {
  const server = new ChromaServer({
    folder,
    launcher: nodeLauncher,
    clock: systemClock,
    log: silentLog().scope('chroma'),
  })
  const ready = new Promise<void>((done) => {
    server.onState(({ state }) => {
      if (state === 'ready') done()
    })
  })
  server.start()
  await ready
  try {
    const { host = '', port = 0 } = server.address ?? {}
    const client = new ChromaClient({ host, port, tenant: 'default_tenant', database: 'default_database' })
    const found: string[] = []
    for (const { name, id } of await client.listCollections()) {
      const { ids } = await client.collection(id).get({ include: [] })
      found.push(...ids.map((vector) => `${name}/${vector}`))
    }
    return found.sort()
  } finally {
    await server.dispose()
  }
}
