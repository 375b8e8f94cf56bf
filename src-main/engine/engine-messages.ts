/** What the app sends to its engine child first, and once. */
export interface ConfigureMessage {
  readonly type: 'configure'
  /** Every request must carry it as a bearer token. Sent here and not by environment, where `ps` could see it. */
  readonly secret: string
  /** Folders with GGUF files, looked through in this order. The last one is where pulled models go. */
  readonly modelFolders: readonly string[]
  /** Where digests are remembered. */
  readonly stateFolder: string
  /** Most threads at any time: the physical cores, where absent. */
  readonly threads?: number
  /** Where models are pulled from. @default https://huggingface.co */
  readonly hubOrigin?: string
}

/** Asks whether it still turns: llama.cpp works on threads of its own, so that the child can always answer. */
export interface PingMessage {
  readonly type: 'ping'
}

/** The child's answers. */
export type EngineChildMessage =
  | { readonly type: 'pong' }
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'fatal'; readonly message: string }

export function isConfigure(message: unknown): message is ConfigureMessage {
  return hasType(message) && message.type === 'configure'
}

export function isPing(message: unknown): message is PingMessage {
  return hasType(message) && message.type === 'ping'
}

export function isEngineChildMessage(message: unknown): message is EngineChildMessage {
  return hasType(message) && ['listening', 'fatal', 'pong'].includes(String(message.type))
}

function hasType(message: unknown): message is { readonly type: unknown } {
  return typeof message === 'object' && message !== null && 'type' in message
}
