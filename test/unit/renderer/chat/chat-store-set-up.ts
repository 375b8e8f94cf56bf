import { beforeEach } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { type ChatStore, createChatStore } from '../../../../src-renderer/chat/chat-store.ts'
import type { StartedStream } from '../../../../src-shared/ipc/chat-routes.ts'
import type { SequencedAnswerEvent } from '../../../../src-shared/ipc/events.ts'
import type { AnswerEvent, Conversation, Message } from '../../../../src-shared/schemas/chat.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'
import { conversation, message } from './fixtures.ts'

export const stream: StartedStream = {
  streamId: 's1',
  conversationId: 'k1',
  userMessageId: 'u1',
  assistantMessageId: 'a1',
}

export const asked = (state: Message['state'] = 'streaming', content = '') =>
  conversation('k1', [
    message('u1', 'user', { content: 'Why?' }),
    message('a1', 'assistant', { parentId: 'u1', state, content }),
  ])

export let fake: FakeBridge
export let store: ChatStore
/** What main has: the conversation as it is stored, and the answer's events so far. */
export let main: { kept: Conversation; log: SequencedAnswerEvent[] }

/** What main says, and keeps for whoever attaches. */
export function say(...events: readonly AnswerEvent[]): void {
  const { log } = main
  const numbered = events.map((event, index) => ({ sequence: log.length + index, event }))
  log.push(...numbered)
  fake.emit('chat.events', { streamId: 's1', events: numbered })
}

/** A store that listens to main, anew for each test of the file. */
export function withChatStore(): void {
  beforeEach(() => {
    main = { kept: asked(), log: [] }
    fake = new FakeBridge({
      'chat.start': () => stream,
      'chat.active': () => [],
      'chat.attach': ({ afterSequence }) => ({
        events: main.log.filter(({ sequence }) => sequence > afterSequence),
        running: true,
      }),
      'chat.cancel': () => null,
      'conversations.get': () => main.kept,
    })
    store = createChatStore(createBridge(fake.port), { now: () => 5_000 })
    store.getState().connect()
  })
}

export const shownText = () => store.getState().live.a1?.text
