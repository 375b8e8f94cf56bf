import { z } from 'zod'

/**
 * The bodies that the engine reads, as Ollama documents them (docs/api.md of ollama/ollama). Fields that it does
 * not know are passed over, as Ollama does.
 */

/** A duration as Go writes it ("5m", "1h30m"), or seconds; 0 unloads at once, negative never. */
const keepAlive = z.union([z.string(), z.number()])

const options = z.object({
  temperature: z.number().min(0).optional(),
  /** Most tokens of the answer; -1 is as many as fit. */
  num_predict: z.number().int().optional(),
  /** Tokens of context. */
  num_ctx: z.number().int().min(1).optional(),
  stop: z.union([z.string(), z.array(z.string())]).optional(),
  seed: z.number().int().optional(),
  top_p: z.number().optional(),
  top_k: z.number().int().optional(),
  min_p: z.number().optional(),
  repeat_penalty: z.number().optional(),
  repeat_last_n: z.number().int().optional(),
})
export type GenerationOptions = z.infer<typeof options>

const model = z.string().min(1)
/** Older clients call it `name`. */
const named = z
  .object({ model: model.optional(), name: model.optional() })
  .transform(({ model, name }) => ({ model: model ?? name }))
  .pipe(z.object({ model }))

const message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
export type ChatMessage = z.infer<typeof message>

export const showRequest = named
export const deleteRequest = named
export const pullRequest = z.intersection(named, z.object({ stream: z.boolean().default(true) }))

export const embedRequest = z.object({
  model,
  input: z.union([z.string().transform((text) => [text]), z.array(z.string())]),
  /** False: a text longer than the model reads is an error. Ollama's default is true. */
  truncate: z.boolean().default(true),
  keep_alive: keepAlive.optional(),
})

/** Whether a reasoning model reasons first. Levels ("high") are a yes. */
const think = z.union([z.boolean(), z.string().transform(() => true)]).default(true)

export const chatRequest = z.object({
  model,
  messages: z.array(message),
  stream: z.boolean().default(true),
  think,
  options: options.default({}),
  keep_alive: keepAlive.optional(),
})

export const generateRequest = z.object({
  model,
  prompt: z.string().default(''),
  system: z.string().optional(),
  stream: z.boolean().default(true),
  think,
  options: options.default({}),
  keep_alive: keepAlive.optional(),
})
