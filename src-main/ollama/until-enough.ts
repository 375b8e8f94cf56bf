import type { ChatChunk } from './model-server.ts'

/**
 * The chunks of an answer until `enough` says of its text so far that it is whole; then the call is ended and
 * closes with a `done`, as if the model had stopped there.
 */
export async function* untilEnough(
  chunks: AsyncIterable<ChatChunk>,
  enough: ((text: string) => boolean) | undefined,
): AsyncGenerator<ChatChunk, void> {
  let text = ''
  let pieces = 0
  for await (const chunk of chunks) {
    yield chunk
    if (chunk.type !== 'text' || !enough) continue
    text += chunk.text
    pieces++
    if (!enough(text)) continue
    // Servers send a piece a token, and count the prompt's only in the last line, which will not come.
    yield { type: 'done', reason: 'stop', promptTokens: null, answerTokens: pieces }
    return
  }
}
