import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, expect, test } from 'vitest'
import { createBridge } from '../../../../src-renderer/bridge.ts'
import { AnswerMessage } from '../../../../src-renderer/chat/answer-message.tsx'
import { ChatProvider } from '../../../../src-renderer/chat/chat-context.tsx'
import { type ChatStores, createChatStores } from '../../../../src-renderer/chat/chat-stores.ts'
import { Composer } from '../../../../src-renderer/chat/composer.tsx'
import { OutageBanner } from '../../../../src-renderer/chat/outage-banner.tsx'
import { AppProvider } from '../../../../src-renderer/ui/app-context.tsx'
import { type AppState, type AppStore, createAppStore } from '../../../../src-renderer/ui/app-store.ts'
import type { Outage } from '../../../../src-renderer/ui/outages.ts'
import { FakeBridge } from '../../../fakes/fake-bridge.ts'
import { ollamaSelection } from '../../../fakes/fake-bridge-machine.ts'
import { message } from './fixtures.ts'

let app: AppStore
let stores: ChatStores
let bridge: ReturnType<typeof createBridge>

beforeEach(() => {
  bridge = createBridge(new FakeBridge().port)
  app = createAppStore(bridge)
  stores = createChatStores(bridge)
})

/** On a server a store is read as it began: so each is made with what the test says. */
function markup(part: ReactNode, state: Partial<AppState> = {}): string {
  Object.assign(app.getInitialState(), state)
  app.setState(state)
  const page = renderToStaticMarkup(
    <MantineProvider env="test">
      <AppProvider parts={{ bridge, app }}>
        <ChatProvider stores={stores}>{part}</ChatProvider>
      </AppProvider>
    </MantineProvider>,
  )
  return page.replaceAll(/<style[\s\S]*?<\/style>/g, '')
}

const words = (page: string) =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Of outages that last. */
const noticed = (state: Partial<AppState>): Partial<AppState> => ({ noticed: state.outages ?? [], ...state })

const resting: Outage = {
  ...{ part: 'chat_model', kind: 'resting', breaker: 'ollama_client' },
  nextTryAt: Date.now() + 11_500,
}

test('the banner is not there while all is well', () => {
  expect(markup(<OutageBanner />)).not.toContain('What is out')
})

test('the banner says what is out, what goes on, when it is tried and how to try now', () => {
  const page = markup(<OutageBanner />, noticed({ outages: [resting] }))
  expect(page).toContain('aria-label="What is out"')
  expect(words(page)).toContain('The chat model is resting after failures. Answers are quoted meanwhile.')
  expect(words(page)).toContain('Next try in 12 s')
  expect(words(page)).toContain('Try the chat model now')
  expect(words(page)).toContain('Diagnostics')
})

test('what changes each second is in no live region', () => {
  const page = markup(<OutageBanner />, noticed({ outages: [resting] }))
  const live = page.match(/role="status"[^>]*>([^<]*)</)?.[1]
  expect(live).toContain('The chat model is resting')
  expect(live).not.toContain('Next try')
})

test('what was stopped by hand offers no try, which main would refuse', () => {
  const page = markup(
    <OutageBanner />,
    noticed({ outages: [{ ...resting, kind: 'stopped', nextTryAt: null }] }),
  )
  expect(words(page)).not.toContain('Try the chat model now')
  expect(words(page)).toContain('The chat model was stopped by hand')
})

/** The buttons of a page in words, each with whether it does nothing now. */
const buttonsOf = (page: string) =>
  (page.match(/<button[\s\S]*?<\/button>/g) ?? [])
    .filter((button) => button.includes('aria-disabled'))
    .map((button) => `${words(button)}: ${/aria-disabled="(true|false)"/.exec(button)?.[1]}`)

test('while one part is tried the others wait, and what came of it is said', () => {
  const page = markup(
    <OutageBanner />,
    noticed({
      outages: [resting, { ...resting, part: 'embedder', breaker: 'engine_embed' }],
      trying: 'chat_model',
      tried: { parts: ['chat_model'], tone: 'warn', words: 'The chat model was asked and failed.' },
    }),
  )
  expect(buttonsOf(page)).toEqual(['Being tried… the chat model: true', 'Try the embedding model now: true'])
  expect(words(page)).toContain('The chat model was asked and failed.')
})

test('no button of the banner is ever disabled, which would take the focus from it', () => {
  for (const trying of [null, 'chat_model', 'embedder'] as const) {
    const page = markup(<OutageBanner />, noticed({ outages: [resting], trying }))
    expect(page).not.toMatch(/<button[^>]* disabled/)
  }
})

test('what is being tried already cannot be tried once more', () => {
  const trying = { ...resting, kind: 'trying', nextTryAt: null } as const
  expect(buttonsOf(markup(<OutageBanner />, noticed({ outages: [trying] })))).toEqual([
    'Being tried… the chat model: true',
  ])
})

test('an outage that nobody has met is not spoken of yet', () => {
  expect(markup(<OutageBanner />, { outages: [resting] })).not.toContain('What is out')
})

test('where questions wait, banner and listeners hear that', () => {
  const page = markup(<OutageBanner />, noticed({ outages: [resting], waits: true }))
  expect(page.match(/Your questions wait\./g)).toHaveLength(2)
  expect(page).not.toContain('quoted')
})

test('an answer without a model that is expected back does not send to Settings alone', () => {
  const quoted = message('a1', 'assistant', { mode: 'extractive', degradations: ['no_chat_model'] })
  const page = words(markup(<AnswerMessage message={quoted} isLast />, { outages: [resting] }))
  expect(page).toContain('No chat model answers right now')
})

test('the composer offers the choice only while the chat model is out', () => {
  expect(markup(<Composer />)).not.toContain('While the chat model is out')
  const page = markup(<Composer />, noticed({ outages: [resting] }))
  expect(page).toContain('aria-label="While the chat model is out"')
  expect(words(page)).toContain('Quotations now Wait for the model')
})

test('a question that waits says why, how long, and the ways out', () => {
  const waiting = message('a1', 'assistant', { state: 'waiting', content: '', mode: null })
  const page = words(
    markup(<AnswerMessage message={waiting} isLast />, {
      outages: [resting],
      line: { waiting: [{ messageId: 'a1', conversationId: 'k1' }], retryAt: null, unkept: [] },
    }),
  )
  expect(page).toMatch(/Waits for the chat model +· next try in 12 s/)
  expect(page).toContain('Answer now with quotations')
  expect(page).toContain('Stop waiting')
})

test('a quoted answer says why, that it is not kept, and offers the model once it is back', () => {
  const quoted = message('a1', 'assistant', { mode: 'extractive', degradations: ['chat_model_resting'] })
  const unkept = [{ messageId: 'a1', code: 'DISK_FULL', nextTryAt: 0 }]
  const state = { selection: ollamaSelection, line: { waiting: [], retryAt: null, unkept } }
  const back = words(markup(<AnswerMessage message={quoted} isLast />, state))
  expect(back).toContain('The chat model was not asked: it rests after failing too often')
  expect(back).toContain('Not kept yet: the disk is full')
  expect(back).toContain('Answer again')
  expect(back).not.toContain('is back')
  const seen = { ...state, backAt: { chat_model: quoted.createdAt + 1 } }
  expect(words(markup(<AnswerMessage message={quoted} isLast />, seen))).toContain(
    'The chat model is back: answer again',
  )
  const still = words(markup(<AnswerMessage message={quoted} isLast />, { ...state, outages: [resting] }))
  expect(still).toContain('Answer when the chat model is back')
  expect(words(markup(<AnswerMessage message={quoted} isLast={false} />, seen))).not.toContain('is back')
})
