import { openDatabase } from '../../src-main/storage/index.ts'
import { silentLog } from './silent-log.ts'

/** Opens the database of its argument, which brings it up to date, and tells before and after. To be killed between. */
export type MigrationTold = 'opening' | { readonly openedInMs: number }

const [file = ''] = process.argv.slice(2)
const tell = (told: MigrationTold) =>
  new Promise<void>((sent) => {
    process.send?.(told, () => sent())
  })

await tell('opening')
const began = performance.now()
openDatabase({ file, log: silentLog().scope('database') })
await tell({ openedInMs: performance.now() - began })
setInterval(() => {}, 60_000)
