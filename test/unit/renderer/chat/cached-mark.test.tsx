import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { AnswerMessage } from '../../../../src-renderer/chat/answer-message.tsx'
import { ChatProvider } from '../../../../src-renderer/chat/chat-context.tsx'
import { createChatStores } from '../../../../src-renderer/chat/chat-stores.ts'
import { AppProvider } from '../../../../src-renderer/ui/app-context.tsx'
import { createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import type { Message } from '../../../../src-shared/schemas/chat.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'
import { message } from './fixtures.ts'

function words(more: Partial<Message>, isLast = true): string {
  const bridge = createBridge(new FakeBridge().port)
  const page = renderToStaticMarkup(
    <MantineProvider env="test">
      <AppProvider parts={{ bridge, app: createAppStore(bridge) }}>
        <ChatProvider stores={createChatStores(bridge)}>
          <AnswerMessage message={message('a1', 'assistant', more)} isLast={isLast} />
        </ChatProvider>
      </AppProvider>
    </MantineProvider>,
  )
  return page
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

const cachedFrom = { entryId: 1, question: 'When is it open?', kind: 'semantic', similarity: 0.97 } as const
const threeMinutesAgo = () => ({ cachedFrom: { ...cachedFrom, at: Date.now() - 190_000 } })

test('an answer of before says so, and how to have another', () => {
  expect(words(threeMinutesAgo())).toMatch(
    /From an earlier answer · asked 3 min ago: “ ?When is it open\? ?” · 97 ?% alike Answer afresh/,
  )
})

test('further up in a conversation it says so without offering', () => {
  const page = words(threeMinutesAgo(), false)
  expect(page).toContain('From an earlier answer')
  expect(page).not.toContain('Answer afresh')
})

test('an answer that was written for its question says nothing of the kind', () => {
  expect(words({ cachedFrom: null })).not.toContain('earlier answer')
  expect(words({})).not.toContain('earlier answer')
})
