import { EnvHttpProxyAgent, fetch, type Response } from 'undici'
import { z } from 'zod'
import { RequestError } from './request-error.ts'

/** A GGUF file on the model hub. */
export interface HubFile {
  readonly url: string
  readonly size: number
  /** Of its content, as Git LFS keeps it. */
  readonly sha256: string
}

const tree = z.array(
  z.object({
    path: z.string(),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number() }).optional(),
  }),
)

/** What Ollama takes where a name has no tag. */
const DEFAULT_QUANTIZATION = 'Q4_K_M'

/** The public model hub, asked as Ollama asks it for `hf.co/<owner>/<repository>[:<quantization>]`. */
export class Hub {
  readonly #origin: string
  // Unlike the servers on this machine, the hub is reached the way the rest of the web is.
  readonly #agent = new EnvHttpProxyAgent({
    connectTimeout: 10_000,
    headersTimeout: 30_000,
    bodyTimeout: 60_000,
  })

  constructor(origin = 'https://huggingface.co') {
    this.#origin = origin
  }

  /** Throws 400 for a name of another form, 404 where there is no such file, 502 where the hub does not answer. */
  async find(name: string, signal: AbortSignal): Promise<HubFile> {
    const match = /^(?:hf\.co|huggingface\.co)\/([\w.-]+\/[\w.-]+?)(?::([\w.-]+))?$/.exec(name)
    const [, repository, quantization = DEFAULT_QUANTIZATION] = match ?? []
    if (!repository) {
      throw new RequestError(
        400,
        `the built-in engine pulls names such as hf.co/owner/repository:Q4_K_M, not "${name}"`,
      )
    }
    const response = await this.get(`${this.#origin}/api/models/${repository}/tree/main`, signal)
    if (response.status === 404 || response.status === 401) {
      await response.body?.cancel()
      throw new RequestError(404, `the model hub has no repository ${repository}`, 'MODEL_NOT_FOUND')
    }
    const files = tree.safeParse(await response.json())
    if (!response.ok || !files.success)
      throw new RequestError(502, `the model hub answered ${response.status}`)
    const wanted = new RegExp(`[-._]${quantization.replace(/[.]/g, '\\.')}\\.gguf$`, 'i')
    const file = files.data.find(({ path, lfs }) => lfs && wanted.test(path))
    if (!file?.lfs) {
      throw new RequestError(
        404,
        `${repository} has no single GGUF file in ${quantization}`,
        'MODEL_NOT_FOUND',
      )
    }
    const url = `${this.#origin}/${repository}/resolve/main/${file.path.split('/').map(encodeURIComponent).join('/')}`
    return { url, size: file.lfs.size, sha256: file.lfs.oid }
  }

  async get(
    url: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    try {
      return await fetch(url, { dispatcher: this.#agent, signal, headers: { ...headers } })
    } catch (error) {
      signal.throwIfAborted()
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
      throw new RequestError(502, `the model hub cannot be reached: ${cause}`, undefined, error)
    }
  }
}
