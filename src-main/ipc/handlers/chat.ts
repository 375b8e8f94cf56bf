import { writeFile } from 'node:fs/promises'
import { AppError, toAppError } from '../../base/app-error.ts'
import type { Services } from '../../services.ts'
import type { Handlers } from '../router.ts'
import type { Desktop } from './desktop.ts'

type ChatRoute = Extract<keyof Handlers, `chat.${string}` | `conversations.${string}`>

export function chatHandlers(
  { sessions, conversations }: Services,
  desktop: Desktop,
): Pick<Handlers, ChatRoute> {
  return {
    'chat.start': ({ wait, ...request }) => (wait ? sessions.startInLine(request) : sessions.start(request)),
    'chat.regenerate': ({ conversationId, messageId, wait }) =>
      wait
        ? sessions.regenerateInLine(conversationId, messageId)
        : sessions.regenerate(conversationId, messageId),
    'chat.answerNow': ({ messageId }) => sessions.answerNow(messageId),
    'chat.stopWaiting': ({ messageId }) => {
      sessions.stopWaiting(messageId)
      return null
    },
    'chat.keepNow': () => sessions.keepNow(),
    'chat.line': () => sessions.line(),
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
      await save(savedAs, markdown)
      return { savedAs }
    },
  }
}

/** Where the person chose: a folder that cannot be written is theirs to know of. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, 'utf8')
  } catch (cause) {
    if (toAppError(cause).code === 'DISK_FULL') throw cause
    throw new AppError('FILE_NO_PERMISSION', { message: 'The file could not be written there.', cause })
  }
}
