import { setTimeout as wait } from 'node:timers/promises'
import { getLlama, InsufficientMemoryError, type Llama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp'
import type { ModelFile } from './model-files.ts'
import { RequestError } from './request-error.ts'
import { TurnQueue } from './turn-queue.ts'

const COMPLAINT_LOOKS = 20
const COMPLAINT_PAUSE_MS = 10

/** llama.cpp in this process. Loads one model at a time and says why where one cannot be loaded. */
export class LlamaRuntime {
  readonly #llama: Llama
  readonly #complaints: string[]
  readonly #loading = new TurnQueue()
  /** Files that did not load, until they change: loading them again would fail in the same way. */
  readonly #broken = new Map<string, RequestError>()

  private constructor(llama: Llama, complaints: string[]) {
    this.#llama = llama
    this.#complaints = complaints
  }

  /** `threads`: most threads at any time; the physical cores where absent. */
  static async start(threads?: number): Promise<LlamaRuntime> {
    const complaints: string[] = []
    const llama = await getLlama({
      gpu: process.platform === 'darwin' ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.error,
      logger: (_level, message) => {
        complaints.push(message.trim())
        if (complaints.length > 20) complaints.shift()
      },
      // Without this it asks for 4 threads on 2 cores (design §3.2).
      ...(threads === undefined ? {} : { maxThreads: threads }),
    })
    if (threads === undefined) llama.maxThreads = llama.cpuMathCores
    return new LlamaRuntime(llama, complaints)
  }

  get cores(): number {
    return this.#llama.maxThreads || this.#llama.cpuMathCores
  }

  /** Throws RequestError (500, MODEL_LOAD_FAILED) with llama.cpp's own reason. */
  load(file: ModelFile, signal: AbortSignal): Promise<LlamaModel> {
    const key = `${file.path}\n${file.size}\n${file.modified}`
    return this.#loading.run(async () => {
      const broken = this.#broken.get(key)
      if (broken) throw broken
      this.#complaints.length = 0
      try {
        return await this.#llama.loadModel({ modelPath: file.path, loadSignal: signal })
      } catch (error) {
        signal.throwIfAborted()
        const failure = await this.#explain(file, error)
        if (!(error instanceof InsufficientMemoryError)) this.#broken.set(key, failure)
        throw failure
      }
    }, signal)
  }

  dispose(): Promise<void> {
    return this.#llama.dispose()
  }

  async #explain(file: ModelFile, error: unknown): Promise<RequestError> {
    const reason =
      error instanceof InsufficientMemoryError
        ? `there is too little free memory for it (${Math.round(file.size / 1e6)} MB and its context)`
        : ((await this.#complaint()) ?? (error instanceof Error ? error.message : String(error)))
    return new RequestError(
      500,
      `model '${file.name}' could not be loaded: ${reason}`,
      'MODEL_LOAD_FAILED',
      error,
    )
  }

  /** What llama.cpp said; its lines come from another thread and may be later than its failure. */
  async #complaint(): Promise<string | undefined> {
    for (let look = 0; look < COMPLAINT_LOOKS; look++) {
      const line = this.#complaints.find((each) => each.includes('error loading model'))
      if (line) return line.replace(/^.*error loading model: /, '')
      await wait(COMPLAINT_PAUSE_MS)
    }
    return undefined
  }
}
