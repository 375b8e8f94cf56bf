import type { Settings } from '../../src-shared/schemas/settings.ts'
import { type Partition, partitionOf } from '../cache/index.ts'
import type { ChatModel, Models } from '../ollama/index.ts'
import type { AnswerRequest } from './answer-pipeline.ts'
import { passageBudget } from './generated-writer.ts'
import { promptDigest } from './prompt-digest.ts'

/**
 * What a question may share answers with, as models and settings are now. The whole conversation before it is in it:
 * the prompt shows the model what was said, also where the question stands alone.
 */
export function partitionFor(
  { collectionId, k, history }: AnswerRequest,
  model: ChatModel,
  embedder: ReturnType<Models['embedder']>,
  settings: Settings,
): Partition {
  return partitionOf({
    collectionId,
    embedder: embedder && { name: embedder.name, digest: embedder.digest },
    chatModel: { name: model.name, digest: model.digest },
    promptVersion: promptDigest,
    instructions: settings.instructions,
    temperature: settings.temperature,
    options: { backend: model.backend, contextTokens: model.contextTokens, small: model.small },
    k: k ?? settings.k,
    // That of a question grows shorter with its words; what is left of it follows from the question.
    tokenBudget: passageBudget(model, ''),
    filters: {},
    conversation: history.map(({ role, content }) => ({ role, content })),
  })
}
