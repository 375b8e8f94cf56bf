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

/** The child's answers. */
export type EngineChildMessage =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'fatal'; readonly message: string }

export function isConfigure(message: unknown): message is ConfigureMessage {
  return hasType(message) && message.type === 'configure'
}

export function isEngineChildMessage(message: unknown): message is EngineChildMessage {
  return hasType(message) && (message.type === 'listening' || message.type === 'fatal')
}

function hasType(message: unknown): message is { readonly type: unknown } {
  return typeof message === 'object' && message !== null && 'type' in message
}
