import type { DescribedModel, ModelFiles } from './model-files.ts'
import type { Occupant } from './model-slot.ts'

/** Models in the words of Ollama's answers to /api/tags, /api/ps and /api/show. */

export function tagOf(model: DescribedModel) {
  return {
    name: model.name,
    model: model.name,
    modified_at: new Date(model.modified).toISOString(),
    size: model.size,
    digest: model.digest,
    details: detailsOf(model),
  }
}

export async function runningOf({ file, expiresAt }: Occupant, files: ModelFiles) {
  return {
    ...tagOf(await files.describe(file)),
    // Go's zero time plus a long while is how Ollama writes never.
    expires_at: new Date(Number.isFinite(expiresAt) ? expiresAt : '2318-01-01').toISOString(),
    size_vram: 0,
  }
}

export function showOf(model: DescribedModel) {
  const { facts } = model
  return {
    license: facts.licence ?? '',
    parameters: `num_ctx                        ${facts.contextLength}`,
    template: facts.chatTemplate ?? '',
    details: detailsOf(model),
    model_info: {
      'general.architecture': facts.architecture,
      'general.name': facts.name,
      'general.parameter_count': facts.parameters,
      [`${facts.architecture}.context_length`]: facts.contextLength,
      [`${facts.architecture}.embedding_length`]: facts.embeddingLength,
    },
    capabilities: [facts.kind === 'chat' ? 'completion' : 'embedding'],
    modified_at: new Date(model.modified).toISOString(),
  }
}

function detailsOf({ facts }: DescribedModel) {
  return {
    parent_model: '',
    format: 'gguf',
    family: facts.architecture,
    families: [facts.architecture],
    parameter_size: humanNumber(facts.parameters),
    quantization_level: facts.quantization ?? 'unknown',
  }
}

/** As Ollama prints parameters: 134.52M, 7.2B. */
function humanNumber(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)}M`
  if (count >= 1e3) return `${Math.round(count / 1e3)}K`
  return String(count)
}
