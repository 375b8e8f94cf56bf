import type { Collection, DocumentRow, IngestStatus } from '../../src-shared/schemas/library.ts'
import type { FakeHandlers } from './fake-bridge.ts'
import { FakeFailure } from './fake-bridge.ts'

const added = Date.UTC(2026, 2, 14, 9, 30)
const names = [
  'Annual report',
  'Boiler manual',
  'Minutes of the council',
  'Travel policy',
  'Insulation survey',
  'Letters to the editor',
  'Field notes',
  'Rota',
  'Accounts',
  'Recipes of the kitchen',
  'First aid',
  'A very long title that a person gave to a scanned lease of the upper meadow and its outbuildings, 1931 to 1964',
] as const
const formats = ['pdf', 'md', 'docx', 'html', 'txt'] as const
const folders = [
  '/home/ada/Documents/house',
  '/home/ada/Documents/council/2025/minutes',
  '/srv/share/archive',
] as const
const states = [
  'indexed',
  'indexed',
  'indexed',
  'indexed',
  'chunked',
  'discovered',
  'indexed',
  'failed',
] as const

const fakeCollections: readonly Collection[] = [
  { id: 'house', name: 'House', documents: 412, chunks: 9_804, version: 7, createdAt: added },
  {
    id: 'council',
    name: 'Council and parish papers',
    documents: 826,
    chunks: 31_220,
    version: 3,
    createdAt: added + 1,
  },
  { id: 'samples', name: 'Sample handbook', documents: 12, chunks: 148, version: 1, createdAt: added + 2 },
]

export function fakeDocument(number: number, isBusy = true): DocumentRow {
  const format = formats[number % formats.length] ?? 'txt'
  const wanted = states[number % states.length] ?? 'indexed'
  const state = isBusy ? wanted : 'indexed'
  const title = `${names[number % names.length]}${number < names.length ? '' : ` ${number}`}`
  return {
    id: `document-${number}`,
    collectionId: fakeCollections[number % 3]?.id ?? 'house',
    path: `${folders[number % 3]}/${title.toLowerCase().replaceAll(' ', '-')}.${format}`,
    title,
    format,
    size: state === 'discovered' ? 0 : 3_400 + ((number * 7_919_113) % 48_000_000),
    state,
    error:
      state === 'failed' ? { code: 'FILE_ENCRYPTED', message: 'The file is protected by a password.' } : null,
    chunks: state === 'discovered' || state === 'failed' ? 0 : 4 + ((number * 37) % 410),
    pages: format === 'pdf' ? 1 + ((number * 13) % 120) : null,
    addedAt: added - number * 3_700_000,
    indexedAt: state === 'indexed' ? added : null,
  }
}

export const fakeStatus: IngestStatus = {
  paused: false,
  waitingFor: null,
  total: 156,
  done: 97,
  failed: 3,
  active: [4, 12, 20].map((number, at) => {
    const { id, path, title, collectionId } = fakeDocument(number)
    const chunksTotal = 410 + at * 210
    const chunksDone = 82 + at * 115
    return {
      documentId: id,
      path,
      title,
      collectionId,
      state: 'chunked' as const,
      progress: 0.2 + 0.8 * (chunksDone / chunksTotal),
      chunksDone,
      chunksTotal,
      error: null,
    }
  }),
  chunksPerSecond: 41.2,
  remainingSeconds: 25,
  rebuild: null,
}

export const restingStatus: IngestStatus = {
  paused: false,
  waitingFor: null,
  total: 0,
  done: 0,
  failed: 0,
  active: [],
  chunksPerSecond: null,
  remainingSeconds: null,
  rebuild: null,
}

export interface FakeLibraryOptions {
  readonly documents: number
  readonly status: IngestStatus
}

/** A library that filters, sorts and pages as the real one does, of made-up documents. */
export function fakeLibraryHandlers({ documents: count, status }: FakeLibraryOptions): FakeHandlers {
  let rows = Array.from({ length: count }, (_, number) => fakeDocument(number, status !== restingStatus))
  return {
    'library.collections': () => (count === 0 ? [] : fakeCollections),
    'library.status': () => status,
    'library.documents': (query) => {
      const { collectionId = null, search = '', state = null, offset = 0, limit = 200 } = query
      const { sort = 'addedAt', descending = true } = query
      const wanted = search.toLowerCase()
      const found = rows
        .filter((row) => collectionId === null || row.collectionId === collectionId)
        .filter((row) => state === null || row.state === state)
        .filter((row) => `${row.title} ${row.path}`.toLowerCase().includes(wanted))
        .sort((a, b) => compare(a[sort], b[sort]) * (descending ? -1 : 1))
      return { items: found.slice(offset, offset + limit), total: found.length }
    },
    'library.text': ({ documentId }) => {
      const document = rows.find(({ id }) => id === documentId)
      if (!document) throw new FakeFailure('NOT_FOUND', 'There is no such document.')
      const paragraph =
        'The boiler is lit each year on the first of October, whatever the weather. Bleed the radiators from the ground floor up; the key hangs by the cellar door.\n\n'
      const page = paragraph.repeat(9)
      const pages = document.pages ?? 0
      return {
        document,
        text: page.repeat(Math.max(1, pages)),
        pages: Array.from({ length: pages }, (_, at) => ({
          page: at + 1,
          start: at * page.length,
          end: (at + 1) * page.length,
        })),
      }
    },
    'library.pick': () => ({
      items: [
        { documentId: 'new', path: '/home/ada/new.md', state: 'discovered', unchanged: false },
        { documentId: 'document-1', path: '/home/ada/old.md', state: 'indexed', unchanged: true },
      ],
      refused: [
        ...['a', 'b', 'c'].map((name) => ({
          path: `/home/ada/Pictures/holiday-${name}.heic`,
          code: 'FILE_UNSUPPORTED',
          message: 'This kind of file cannot be read yet.',
        })),
        {
          path: '/root/secret.md',
          code: 'FILE_NO_PERMISSION',
          message: 'The file may not be read: its permissions forbid it.',
        },
      ],
    }),
    'library.addSamples': () => ({ items: [], refused: [] }),
    'library.removeDocuments': ({ documentIds }) => {
      rows = rows.filter(({ id }) => !documentIds.includes(id))
      return null
    },
    'library.createCollection': ({ name }) => ({
      id: name,
      name,
      documents: 0,
      chunks: 0,
      version: 1,
      createdAt: added,
    }),
    'library.renameCollection': () => null,
    'library.removeCollection': () => null,
    'library.retry': () => null,
    'library.pause': () => null,
    'library.resume': () => null,
    'library.cancel': () => null,
    'library.showInFolder': () => null,
  }
}

function compare(a: string | number | null, b: string | number | null): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b)
  return Number(a ?? -1) - Number(b ?? -1)
}
