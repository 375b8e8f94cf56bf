import { toAppError } from '../../base/app-error.ts'
import { parentPort } from '../../base/parent-port.ts'
import { estimatedTokenCounter, loadTokenCounter, type TokenCounter } from '../tokenizer.ts'
import { readDocument } from './read-document.ts'
import {
  CHUNK_BATCH,
  type ReaderAnswer,
  type ReaderCall,
  type SentChunk,
  TEXT_PART,
} from './reader-protocol.ts'

const port = parentPort()
const count = tokenCounter(process.argv[2])

function tokenCounter(file: string | undefined): TokenCounter {
  try {
    return loadTokenCounter(file ?? '')
  } catch (error) {
    console.error(`tokens are estimated: ${String(error)}`)
    return estimatedTokenCounter
  }
}

const say = (answer: ReaderAnswer) => port.send(answer)

async function answer({ id, request }: ReaderCall): Promise<void> {
  try {
    const { head, text, chunks } = await readDocument(request, count)
    for (let at = 0; at < text.length; at += TEXT_PART) {
      say({ kind: 'text', id, part: text.slice(at, at + TEXT_PART) })
    }
    let batch: SentChunk[] = []
    for (const { text: _, ...chunk } of chunks) {
      batch.push(chunk)
      if (batch.length < CHUNK_BATCH) continue
      say({ kind: 'chunks', id, chunks: batch })
      batch = []
    }
    say({ kind: 'chunks', id, chunks: batch })
    say({ kind: 'done', id, head })
  } catch (error) {
    const failure = toAppError(error)
    if (failure.code === 'INTERNAL') console.error(error)
    say({ kind: 'failed', id, error: failure.toBody() })
  }
}

port.onMessage((message) => void answer(message as ReaderCall))
say({ kind: 'ready' })
