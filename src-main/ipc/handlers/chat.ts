import { writeFile } from 'node:fs/promises'
import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

type ChatRoute = Extract<keyof Handlers, `chat.${string}` | `conversations.${string}`>

export function chatHandlers(
  { sessions, conversations }: Services,
  desktop: Desktop,
): Pick<Handlers, ChatRoute> {
  return {
    'chat.start': (request) => sessions.start(request),
    'chat.regenerate': ({ conversationId, messageId }) => sessions.regenerate(conversationId, messageId),
    'chat.cancel': ({ streamId }) => {
      sessions.cancel(streamId)
      return null
    },
    'chat.attach': ({ streamId, afterSequence }) => sessions.attach(streamId, afterSequence),
    'chat.active': () => sessions.active(),

    'conversations.list': (request) => conversations.list(request),
    'conversations.get': ({ conversationId }) => conversations.get(conversationId),
    'conversations.rename': ({ conversationId, title }) => {
      conversations.rename(conversationId, title)
      return null
    },
    'conversations.remove': ({ conversationId }) => {
      conversations.remove(conversationId)
      return null
    },
    'conversations.selectVersion': ({ conversationId, messageId }) =>
      conversations.selectVersion(conversationId, messageId),
    'conversations.export': async ({ conversationId }) => {
      const { fileName, markdown } = conversations.toMarkdown(conversationId)
      const savedAs = await desktop.pickSaveAs(fileName)
      if (savedAs === null) return null
      await writeFile(savedAs, markdown, 'utf8')
      return { savedAs }
    },
  }
}
