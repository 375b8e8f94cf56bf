import type { Check } from './check.ts'

const DEADLINE_MS = 1500

/** Whether an Ollama answers at OLLAMA_HOST. It is not needed: the built-in engine serves without one. */
export function ollamaCheck(host: string | undefined): Check {
  return {
    name: 'Ollama',
    async run() {
      const url = ollamaUrl(host)
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

/** OLLAMA_HOST as Ollama reads it: a host, host:port or URL; 11434 where there is no port and no scheme. */
export function ollamaUrl(host: string | undefined): string {
  const text = host?.trim() || '127.0.0.1'
  const url = new URL(/^https?:\/\//.test(text) ? text : `http://${text}`)
  const hasScheme = /^https?:\/\//.test(text)
  if (!url.port && !hasScheme) url.port = '11434'
  // 0.0.0.0 is where a server listens, not where one asks it; and ::1 is rarely what Ollama is bound to.
  if (url.hostname === '0.0.0.0' || url.hostname === 'localhost') url.hostname = '127.0.0.1'
  return url.href.replace(/\/$/, '')
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
