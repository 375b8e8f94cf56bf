import { ollamaOrigin } from '../../src-main/ollama/ollama-host.ts'
import type { Check } from './check.ts'

const DEADLINE_MS = 1500

/** Whether an Ollama answers at OLLAMA_HOST. It is not needed: the built-in engine serves without one. */
export function ollamaCheck(host: string | undefined): Check {
  return {
    name: 'Ollama',
    async run() {
      const url = ollamaOrigin(host)
      try {
        const version = await get(`${url}/api/version`)
        const tags = await get(`${url}/api/tags`)
        const models = isRecord(tags) && Array.isArray(tags.models) ? tags.models.length : 0
        const name = isRecord(version) ? String(version.version) : 'unknown'
        const detail = `${name} at ${url}, ${models} ${models === 1 ? 'model' : 'models'}`
        if (models > 0) return { level: 'ok', detail }
        return { level: 'warn', detail: `${detail}; the built-in engine serves`, fix: 'ollama pull llama3.2' }
      } catch {
        return { level: 'ok', detail: `not running at ${url}; the built-in engine serves` }
      }
    },
  }
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
