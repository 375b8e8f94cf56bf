import { ChatRunner } from './chat-runner.ts'
import { CpuShare } from './cpu-share.ts'
import { EmbeddingPool } from './embedding-pool.ts'
import { LlamaRuntime } from './llama-runtime.ts'
import type { DescribedModel, ModelFiles } from './model-files.ts'
import { type Lease, ModelSlot, type Occupant } from './model-slot.ts'
import { RequestError } from './request-error.ts'

/** The models in memory: at most one that chats and one that embeds. llama.cpp is started by the first need of it. */
export class ModelHost {
  readonly files: ModelFiles
  readonly #threads: number | undefined
  #runtime: Promise<{ readonly llama: LlamaRuntime; readonly cpu: CpuShare }> | undefined
  readonly #chat = new ModelSlot<ChatRunner>(async (file, signal) => {
    const { llama, cpu } = await this.#start()
    const { facts } = await this.files.describe(file)
    return new ChatRunner(await llama.load(file, signal), facts.chatTemplate, cpu)
  })
  readonly #embedding = new ModelSlot<EmbeddingPool>(async (file, signal) => {
    const { llama, cpu } = await this.#start()
    const { facts } = await this.files.describe(file)
    return new EmbeddingPool(await llama.load(file, signal), facts.contextLength, cpu)
  })

  constructor(files: ModelFiles, threads?: number) {
    this.files = files
    this.#threads = threads
  }

  async chat(name: string, keepAlive: number, signal: AbortSignal): Promise<Lease<ChatRunner>> {
    const model = await this.#describe(name)
    if (model.facts.kind !== 'chat') throw new RequestError(400, `"${name}" does not support chat`)
    return this.#chat.lease(model, keepAlive, signal)
  }

  async embedding(name: string, keepAlive: number, signal: AbortSignal): Promise<Lease<EmbeddingPool>> {
    const model = await this.#describe(name)
    if (model.facts.kind !== 'embedding') throw new RequestError(400, `"${name}" does not support embeddings`)
    return this.#embedding.lease(model, keepAlive, signal)
  }

  loaded(): readonly Occupant[] {
    return [this.#chat.occupant, this.#embedding.occupant].filter((occupant) => occupant !== null)
  }

  /** Unloads it where it is loaded, as soon as nobody uses it. */
  async unload(name: string, signal: AbortSignal): Promise<void> {
    const { path } = await this.files.find(name)
    for (const slot of [this.#chat, this.#embedding]) {
      if (slot.occupant?.file.path === path) await slot.empty(signal)
    }
  }

  async #describe(name: string): Promise<DescribedModel> {
    return this.files.describe(await this.files.find(name))
  }

  #start() {
    this.#runtime ??= LlamaRuntime.start(this.#threads).then((llama) => ({
      llama,
      cpu: new CpuShare(llama.cores),
    }))
    return this.#runtime
  }
}
