import type { ShowResponse } from 'ollama'
import type { Backend, InstalledModel } from '../../src-shared/schemas/models.ts'

/** Below this many parameters, answers are marked as made by a small model. */
const SMALL_PARAMETERS = 1e9

/** A line of /api/tags. The package leaves out what Ollama says of models that run elsewhere. */
export interface TagLine {
  readonly name: string
  readonly size: number
  readonly digest: string
  readonly remote_host?: string
}

/** One line of /api/tags with its /api/show. Null for what neither chats nor embeds, such as image makers. */
export function describeModel(tag: TagLine, show: ShowResponse, backend: Backend): InstalledModel | null {
  const info = infoOf(show)
  const architecture = String(info['general.architecture'] ?? show.details?.family ?? '')
  const kind = kindOf(show, architecture)
  if (!kind) return null
  const parameters = Number(info['general.parameter_count'] ?? 0)
  return {
    name: tag.name,
    backend,
    kind,
    size: tag.size,
    digest: tag.digest,
    parameterSize: show.details?.parameter_size || null,
    quantization: show.details?.quantization_level || null,
    contextLength: contextLengthOf(info, architecture, show.parameters, kind),
    small: parameters > 0 && parameters < SMALL_PARAMETERS,
  }
}

function kindOf(show: ShowResponse, architecture: string): InstalledModel['kind'] | null {
  // Ollama before 0.6.4 names no capabilities; then all encoders that it runs are of the BERT family.
  if (!show.capabilities) return architecture.includes('bert') ? 'embedding' : 'chat'
  if (show.capabilities.includes('embedding')) return 'embedding'
  return show.capabilities.includes('completion') ? 'chat' : null
}

/**
 * What it was made to read. For an embedding model the smaller of that and its own num_ctx: sentence encoders such
 * as all-minilm were trained on shorter texts than their position table allows, and only num_ctx tells.
 */
function contextLengthOf(
  info: Readonly<Record<string, unknown>>,
  architecture: string,
  parameters: string | undefined,
  kind: InstalledModel['kind'],
): number | null {
  const trained = Number(info[`${architecture}.context_length`] ?? 0)
  const set = kind === 'embedding' ? Number(/^num_ctx\s+(\d+)$/m.exec(parameters ?? '')?.[1] ?? 0) : 0
  const known = [trained, set].filter((length) => length > 0)
  return known.length > 0 ? Math.min(...known) : null
}

/** Typed as a Map by the package, sent as an object. */
function infoOf(show: ShowResponse): Readonly<Record<string, unknown>> {
  const info: unknown = show.model_info
  return typeof info === 'object' && info !== null ? (info as Record<string, unknown>) : {}
}
