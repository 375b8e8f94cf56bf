import { createHash } from 'node:crypto'
import { leadPrompt } from './lead-prompt.ts'
import { PROMPT_VERSION, promptFor } from './prompt.ts'

const passage = {
  ...{ documentId: '', title: 'title', path: 'path', heading: 'heading', page: 1, start: 0, end: 4 },
  ...{ text: 'text', tokens: 1, score: 1, similarity: null, denseRank: null, lexicalRank: null },
}

/**
 * SHA-256 of both prompts as they are put together around fixed texts: a word that changes in them keeps answers of
 * before from being served, also where nobody thought of the version.
 */
export const promptDigest: string = createHash('sha256')
  .update(
    JSON.stringify([
      PROMPT_VERSION,
      promptFor({ instructions: '', question: 'question', passages: [passage, passage], history: [] }),
      leadPrompt('text', 'question', ''),
    ]),
  )
  .digest('hex')
