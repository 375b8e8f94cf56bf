import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AskedQuestion } from '../../src-shared/ipc/chat-routes.ts'
import type { Conversation } from '../../src-shared/schemas/chat.ts'
import { type AlcoveBridge, BridgeError, describeError } from '../bridge.ts'
import { AnswerStreams } from './answer-streams.ts'
import { type ChatState, liveHere, type PendingQuestion } from './chat-state.ts'
import type { LiveAnswer } from './live-answer.ts'
import { lastAnswerId, settle } from './shown-message.ts'

export type ChatStore = StoreApi<ChatState>

interface ChatStoreOptions {
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number
}

export function createChatStore(bridge: AlcoveBridge, { now = Date.now }: ChatStoreOptions = {}): ChatStore {
  /** Rises when the person turns to another conversation: what an older turn brings is not shown. */
  let turn = 0

  return createStore<ChatState>()((set, get) => {
    const streams = new AnswerStreams({
      bridge,
      now,
      onChange: (live) => set((state) => ({ live: { ...state.live, [live.assistantMessageId]: live } })),
      onEnd: (live) => void finish(live),
    })

    function show(conversation: Conversation): void {
      const collectionId = conversation.collectionId
      set({ conversation, collectionId, opening: 'no', openingId: null, pending: null })
    }

    /** Reads the conversation again if it is the one shown; one that is gone gives way to a new one. */
    async function reread(conversationId: string, live: LiveAnswer | null = null): Promise<void> {
      if (get().conversation?.id !== conversationId) return
      const asked = turn
      try {
        const read = await bridge.invoke('conversations.get', { conversationId })
        if (asked === turn) set({ conversation: live === null ? read : settle(read, live) })
      } catch (error) {
        if (asked === turn && error instanceof BridgeError && error.code === 'NOT_FOUND') get().newChat()
      }
    }

    /** An answer that ended before its conversation was shown was read too early: main has its end by now. */
    async function rereadUnfollowed(conversation: Conversation): Promise<void> {
      const last = conversation.messages.at(-1)
      if (last?.state === 'streaming' && get().live[last.id] === undefined) await reread(conversation.id)
    }

    /** Null where it waits no more: what has become of it is shown then, which says more than a failure. */
    async function ifItWaits<T>(asked: Promise<T>): Promise<T | null> {
      try {
        return await asked
      } catch (error) {
        if (!(error instanceof BridgeError && error.code === 'NOT_FOUND')) throw error
        const { conversation } = get()
        if (conversation !== null) await reread(conversation.id)
        return null
      }
    }

    async function finish(live: LiveAnswer): Promise<void> {
      await reread(live.conversationId, live)
      set((state) => {
        const { [live.assistantMessageId]: _, ...others } = state.live
        return { live: others }
      })
    }

    /** Runs `begin`, shows the conversation with its two new messages, and follows the answer. */
    async function follow(question: PendingQuestion, begin: () => Promise<AskedQuestion>): Promise<void> {
      const asked = turn
      set({ pending: question, refused: null, editingId: null })
      try {
        const { streamId, ...taken } = await begin()
        if (streamId !== null) streams.join({ ...taken, streamId }, question.wait)
        const conversation = await bridge.invoke('conversations.get', {
          conversationId: taken.conversationId,
        })
        if (asked !== turn) return
        show(conversation)
        await rereadUnfollowed(conversation)
      } catch (error) {
        if (asked !== turn) return
        // The words go back into the field, unless others stand there by now.
        const draft = get().draft === '' ? question.text : get().draft
        set({ pending: null, refused: { question, failure: describeError(error) }, draft })
      }
    }

    function start(question: PendingQuestion): Promise<void> {
      const { conversation, collectionId } = get()
      return follow(question, () =>
        bridge.invoke('chat.start', {
          conversationId: conversation?.id ?? null,
          collectionId,
          parentId: question.parentId,
          question: question.text,
          wait: question.wait,
        }),
      )
    }

    return {
      conversation: null,
      opening: 'no',
      openingId: null,
      collectionId: null,
      draft: '',
      pending: null,
      refused: null,
      editingId: null,
      live: {},

      newChat() {
        turn += 1
        set({
          conversation: null,
          opening: 'no',
          openingId: null,
          pending: null,
          refused: null,
          editingId: null,
        })
      },

      async open(conversationId) {
        if (get().conversation?.id === conversationId && get().opening === 'no') return
        const asked = ++turn
        set({ opening: 'loading', openingId: conversationId, pending: null, refused: null, editingId: null })
        try {
          const conversation = await bridge.invoke('conversations.get', { conversationId })
          if (asked === turn) show(conversation)
        } catch (error) {
          if (asked === turn) set({ conversation: null, opening: describeError(error) })
        }
      },

      setDraft: (draft) => set({ draft }),
      setCollection: (collectionId) => set({ collectionId }),

      async ask(question, wait = false) {
        const text = question.trim()
        if (text === '' || get().pending !== null || liveHere(get()) !== undefined) return
        set({ draft: '' })
        await start({ text, wait, parentId: lastAnswerId(get().conversation?.messages ?? []) })
      },

      async askRefused() {
        const refused = get().refused
        if (refused === null) return
        if (get().draft === refused.question.text) set({ draft: '' })
        await start(refused.question)
      },

      edit: (editingId) => set({ editingId }),

      async askEdited(messageId, question, wait = false) {
        const text = question.trim()
        const message = get().conversation?.messages.find(({ id }) => id === messageId)
        if (text === '' || message === undefined || get().pending !== null) return
        get().stop()
        await start({ text, wait, parentId: message.parentId })
      },

      async regenerate(messageId, wait = false) {
        const { conversation } = get()
        const answer = conversation?.messages.find(({ id }) => id === messageId)
        const asked = conversation?.messages.find(({ id }) => id === answer?.parentId)
        if (!conversation || !answer || !asked || get().pending !== null) return
        await follow({ text: asked.content, parentId: asked.parentId, wait }, () =>
          bridge.invoke('chat.regenerate', { conversationId: conversation.id, messageId, wait }),
        )
      },

      async answerNow(messageId) {
        const stream = await ifItWaits(bridge.invoke('chat.answerNow', { messageId }))
        if (stream !== null) streams.join(stream)
      },

      async stopWaiting(messageId) {
        await ifItWaits(bridge.invoke('chat.stopWaiting', { messageId }))
      },

      stop() {
        const live = liveHere(get())
        if (live === undefined) return false
        // A stream that has just ended is no error; anything else shows as the answer going on.
        bridge.invoke('chat.cancel', { streamId: live.streamId }).catch(() => undefined)
        return true
      },

      async selectVersion(messageId) {
        const conversationId = get().conversation?.id
        if (conversationId === undefined) return
        const asked = turn
        const conversation = await bridge.invoke('conversations.selectVersion', { conversationId, messageId })
        if (asked === turn) set({ conversation, editingId: null })
      },

      connect() {
        const stops = [
          bridge.on('chat.events', ({ streamId, events }) => streams.receive(streamId, events)),
          bridge.on('chat.started', (stream) => streams.join(stream, true)),
          bridge.on('chat.ended', ({ streamId }) => streams.ended(streamId)),
          bridge.on('conversations.changed', ({ conversationId }) => {
            // Also while an answer is written: others of the conversation wait meanwhile, and are taken out.
            if (get().pending === null) void reread(conversationId)
          }),
        ]
        // None to join is as good as not being able to ask: the store has what they wrote.
        void bridge
          .invoke('chat.active', {})
          .then((active) => {
            for (const stream of active) streams.join(stream)
            const first = active[0]
            if (first !== undefined && turn === 0) void get().open(first.conversationId)
          })
          .catch(() => undefined)
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  })
}
