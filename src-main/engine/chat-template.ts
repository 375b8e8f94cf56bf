import {
  type ChatHistoryItem,
  type ChatWrapper,
  GeneralChatWrapper,
  JinjaTemplateChatWrapper,
  type LlamaModel,
  resolveChatWrapper,
} from 'node-llama-cpp'
import type { ChatMessage } from './requests.ts'

/**
 * How messages become the model's prompt: by the template in its file, to the token. The library's own wrappers come
 * only after that: they put a second <|im_start|> before SmolLM2's prompt.
 */
export function chatWrapperOf(model: LlamaModel, template: string | null, think: boolean): ChatWrapper {
  if (!template) return resolveChatWrapper(model) ?? new GeneralChatWrapper()
  return new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer, reasoning: think })
}

export function historyOf(messages: readonly ChatMessage[]): ChatHistoryItem[] {
  return messages.map(({ role, content }) =>
    role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content },
  )
}

/** Tokens of the whole prompt, up to where the answer begins. */
export function promptTokens(
  model: LlamaModel,
  wrapper: ChatWrapper,
  history: readonly ChatHistoryItem[],
): number {
  const { contextText } = wrapper.generateContextState({
    chatHistory: [...history, { type: 'model', response: [] }],
  })
  return contextText.tokenize(model.tokenizer).length
}
