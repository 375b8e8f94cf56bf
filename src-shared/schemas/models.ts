import { z } from 'zod'
import { limits } from './limits.ts'

export const modelName = z.string().trim().min(1).max(limits.modelName)

/** Which server answers: an Ollama that the person runs, or the engine that comes with the app. */
export const backend = z.enum(['ollama', 'engine'])
export type Backend = z.infer<typeof backend>

export const backendChoice = z.enum(['auto', 'ollama', 'engine'])
export type BackendChoice = z.infer<typeof backendChoice>

export interface InstalledModel {
  readonly name: string
  readonly backend: Backend
  readonly kind: 'chat' | 'embedding'
  /** Bytes on disk. */
  readonly size: number
  readonly digest: string
  readonly parameterSize: string | null
  readonly quantization: string | null
  readonly contextLength: number | null
  /** True for a model so small that its answers are marked as such. */
  readonly small: boolean
}

/** A model worth pulling, as the app offers it. */
export interface OfferedModel {
  readonly name: string
  readonly kind: 'chat' | 'embedding'
  readonly title: string
  readonly description: string
  readonly size: number
  /** Bytes of memory it wants while it runs. */
  readonly memory: number
  readonly licence: string
  readonly backends: readonly Backend[]
}

export interface PullProgress {
  readonly model: string
  readonly backend: Backend
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly status: string
  readonly completed: number
  readonly total: number | null
  readonly error: { readonly code: string; readonly message: string } | null
}

/** Which models are in use now and where. Null: none is usable, with the reason in `reason`. */
export interface ModelSelection {
  /** True until the first look has ended: that nothing is in use then means nothing. */
  readonly looking: boolean
  readonly choice: BackendChoice
  readonly chat: { readonly name: string; readonly backend: Backend; readonly small: boolean } | null
  readonly embedder: {
    readonly name: string
    readonly backend: Backend
    readonly digest: string
    readonly dimension: number
  } | null
  /** Of each, why it is missing or not the one that was asked for, in a sentence; null: there is nothing to say. */
  readonly reasons: { readonly chat: string | null; readonly embedder: string | null }
  /** Both in one, nothing twice. */
  readonly reason: string | null
  /** One is missing because what has it did not answer, and not because it is not installed. */
  readonly isServerSilent: boolean
  /** Epoch milliseconds of the next look, while one of the two models is missing; null: both are there. */
  readonly nextLookAt: number | null
  readonly ollama: {
    readonly origin: string
    readonly reachable: boolean
    readonly version: string | null
    readonly error: string | null
  }
  readonly engine: {
    readonly state: 'stopped' | 'starting' | 'ready' | 'failed'
    readonly error: string | null
  }
}

/** Whether a model that is missing comes back with its server; else none is installed, and waiting changes nothing. */
export const isServerDown = ({ choice, ollama, engine, isServerSilent }: ModelSelection): boolean =>
  isServerSilent || engine.state === 'failed' || (choice === 'ollama' && !ollama.reachable)
