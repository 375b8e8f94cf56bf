import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RouteName } from '../../src-shared/ipc/contract.ts'
import type { Collection, DocumentRow, DocumentText } from '../../src-shared/schemas/library.ts'
import { limits } from '../../src-shared/schemas/limits.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { createDocumentList, type DocumentList } from './document-list.ts'

interface Failure {
  readonly code: string
  readonly message: string
}

/** The one dialog that is open. */
type LibraryDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'createCollection' }
  | { readonly kind: 'renameCollection'; readonly collection: Collection }
  | { readonly kind: 'removeCollection'; readonly collection: Collection }
  | {
      readonly kind: 'removeDocuments'
      readonly documentIds: readonly string[]
      readonly title: string | null
    }

type Viewer =
  | { readonly kind: 'closed' }
  | { readonly kind: 'loading'; readonly title: string }
  | { readonly kind: 'open'; readonly title: string; readonly text: DocumentText }
  | { readonly kind: 'failed'; readonly title: string; readonly failure: Failure }

export interface LibraryState extends DocumentList {
  readonly dialog: LibraryDialog
  readonly viewer: Viewer
  /** The documents that failed; null while nobody looks at them. */
  readonly failures: readonly DocumentRow[] | null

  readonly open: (dialog: LibraryDialog) => void
  readonly closeDialog: () => void

  // These reject with BridgeError; whoever calls them shows it.
  readonly createCollection: (name: string) => Promise<void>
  readonly renameCollection: (collectionId: string, name: string) => Promise<void>
  readonly removeCollection: (collectionId: string) => Promise<void>
  readonly removeDocuments: (documentIds: readonly string[]) => Promise<void>
  readonly showInFolder: (documentId: string) => Promise<void>
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Null: all that waits. */
  readonly cancel: (documentId: string | null) => Promise<void>
  /** Null: all that failed. */
  readonly retry: (documentIds: readonly string[] | null) => Promise<void>

  readonly showFailures: (shown: boolean) => Promise<void>
  /** Opens the stored text; a failure is shown in the viewer itself. Never rejects. */
  readonly view: (document: Pick<DocumentRow, 'id' | 'title'>) => Promise<void>
  readonly closeViewer: () => void

  /** Reads the list and listens to main until the returned function is called. */
  readonly connect: () => () => void
}

export type LibraryStore = StoreApi<LibraryState>

/** Milliseconds. While a queue runs main says "changed" many times a second; the list follows at this pace. */
const RELOAD_PACE = 400
const FAILURES_SHOWN = 200

export function createLibraryStore(bridge: AlcoveBridge): LibraryStore {
  return createStore<LibraryState>()((set, get, store) => {
    let viewTurn = 0

    async function invoke<R extends RouteName>(route: R, input: Parameters<typeof bridge.invoke<R>>[1]) {
      await bridge.invoke(route, input)
    }

    async function readFailures(): Promise<void> {
      const { items } = await bridge.invoke('library.documents', { state: 'failed', limit: FAILURES_SHOWN })
      if (get().failures !== null) set({ failures: items })
    }

    return {
      ...createDocumentList(bridge)(set, get, store),
      dialog: { kind: 'none' },
      viewer: { kind: 'closed' },
      failures: null,

      open: (dialog) => set({ dialog }),
      closeDialog: () => set({ dialog: { kind: 'none' } }),

      async createCollection(name) {
        const { id } = await bridge.invoke('library.createCollection', { name })
        get().ask({ collectionId: id, search: '', state: null })
      },
      renameCollection: (collectionId, name) => invoke('library.renameCollection', { collectionId, name }),
      async removeCollection(collectionId) {
        await invoke('library.removeCollection', { collectionId })
        if (get().query.collectionId === collectionId) get().ask({ collectionId: null })
        else await get().reload()
      },

      async removeDocuments(documentIds) {
        for (let from = 0; from < documentIds.length; from += limits.pathsAtOnce) {
          const part = documentIds.slice(from, from + limits.pathsAtOnce)
          await bridge.invoke('library.removeDocuments', { documentIds: part })
        }
        get().clearSelection()
        await get().reload()
      },

      showInFolder: (documentId) => invoke('library.showInFolder', { documentId }),
      pause: () => invoke('library.pause', {}),
      resume: () => invoke('library.resume', {}),
      cancel: (documentId) => invoke('library.cancel', { documentId }),
      async retry(documentIds) {
        if (documentIds === null) await invoke('library.retry', { documentId: null })
        for (const documentId of documentIds ?? []) await invoke('library.retry', { documentId })
        await get().reload()
      },

      async showFailures(shown) {
        set({ failures: shown ? [] : null })
        if (shown) await readFailures()
      },

      async view({ id, title }) {
        viewTurn += 1
        const mine = viewTurn
        set({ viewer: { kind: 'loading', title } })
        try {
          const text = await bridge.invoke('library.text', { documentId: id })
          if (mine === viewTurn) set({ viewer: { kind: 'open', title, text } })
        } catch (error) {
          if (mine === viewTurn) set({ viewer: { kind: 'failed', title, failure: describeError(error) } })
        }
      },
      closeViewer() {
        viewTurn += 1
        set({ viewer: { kind: 'closed' } })
      },

      connect() {
        let timer: ReturnType<typeof setTimeout> | null = null
        const readAgain = () => {
          timer = null
          void get().reload()
          if (get().failures !== null)
            readFailures().catch((error) => set({ listFailure: describeError(error) }))
        }
        const stop = bridge.on('library.changed', () => {
          timer ??= setTimeout(readAgain, RELOAD_PACE)
        })
        void get().reload()
        return () => {
          stop()
          if (timer !== null) clearTimeout(timer)
        }
      },
    }
  })
}
