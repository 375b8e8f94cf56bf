import type { AnswerRequest } from '../../../src-main/chat/index.ts'
import { wordEmbedder } from '../../fakes/scripted-models.ts'
import type { StalenessWorld } from './staleness-world.ts'

export interface Change {
  readonly name: string
  /** Which entries may not be served after it: that about the kettle, or that about the marmot as well. */
  readonly ends: 'nothing' | 'kettle' | 'all'
  /** How it was asked before. */
  readonly askedBefore?: Partial<AnswerRequest>
  make?(world: StalenessWorld): Promise<void>
  /** How it is asked after. */
  askedAfter?(world: StalenessWorld): Partial<AnswerRequest>
}

const kettle = 'kettle.txt'
const twin = 'The brass kettle hangs on the left hook.'
const more = 'Where the brass kettle does hang: the brass kettle does hang in the yard.'
const said = (content: string) => ({ history: [{ role: 'user' as const, content }] })

const edits: readonly Change[] = [
  {
    ...{ name: 'its document says something else', ends: 'kettle' },
    make: (world) => world.add(kettle, 'The brass kettle hangs on the right hook.'),
  },
  {
    ...{ name: 'its document says it in one letter less', ends: 'kettle' },
    make: (world) => world.add(kettle, twin.replace('hook', 'hoo')),
  },
  {
    ...{ name: 'the other document that was shown says something else', ends: 'kettle' },
    make: (world) => world.add('kettle-care.txt', 'The brass kettle is scrubbed with ash.'),
  },
  {
    ...{ name: 'a paragraph comes before its passage', ends: 'kettle' },
    make: (world) => world.add(kettle, `The kitchen is small.\n\n${twin}`),
  },
  {
    // Its text is the same; it is read anew all the same, and what was read anew is not compared.
    ...{ name: 'its document ends with one more empty line', ends: 'kettle' },
    make: (world) => world.add(kettle, `${twin}\n\n`),
  },
  {
    ...{ name: 'its document is edited, and edited back to the old text', ends: 'kettle' },
    async make(world) {
      await world.add(kettle, 'The brass kettle is lost.')
      await world.settle()
      await world.add(kettle, twin)
    },
  },
  {
    ...{ name: 'its document is edited twice in a row', ends: 'kettle' },
    async make(world) {
      await world.add(kettle, 'The brass kettle is lost.')
      await world.add(kettle, 'The brass kettle hangs on the right hook.')
    },
  },
  {
    ...{ name: 'both documents are edited at once', ends: 'all' },
    async make(world) {
      world.write('marmot.txt', 'The alpine marmot wakes in May.')
      world.write(kettle, 'The brass kettle hangs on the right hook.')
      await world.library.add([world.pathOf('')], world.collectionId, AbortSignal.timeout(10_000))
    },
  },
  {
    ...{ name: 'its file has a new date and the old text', ends: 'nothing' },
    make: (world) => world.add(kettle, twin),
  },
  {
    ...{ name: 'another document says something else', ends: 'nothing' },
    make: (world) => world.add('lamp.txt', 'The storm lamp burns for ten hours.'),
  },
]

const comings: readonly Change[] = [
  {
    ...{ name: 'a document about it is added', ends: 'kettle' },
    make: (world) => world.add('yard.txt', more),
  },
  {
    ...{ name: 'a long document speaks of it in one paragraph', ends: 'kettle' },
    make: (world) => world.add('book.txt', [...filler(20), more, ...filler(20)].join('\n\n')),
  },
  {
    ...{ name: 'the same text is added under another name', ends: 'kettle' },
    make: (world) => world.add('a-copy.txt', twin),
  },
  {
    ...{ name: 'a document about something else is added', ends: 'nothing' },
    make: (world) => world.add('hut.txt', 'The hut opens in June.'),
  },
  {
    ...{ name: 'forty documents about something else are added', ends: 'nothing' },
    async make(world) {
      for (const [at, text] of filler(40).entries()) world.write(`filler-${at}.txt`, text)
      await world.library.add([world.pathOf('')], world.collectionId, AbortSignal.timeout(10_000))
    },
  },
  {
    ...{ name: 'a document about it is added and removed again', ends: 'nothing' },
    async make(world) {
      await world.add('yard.txt', more)
      await world.settle()
      world.remove('yard.txt')
    },
  },
  {
    ...{ name: 'a document about it is added to another collection', ends: 'nothing' },
    async make(world) {
      await world.add('yard.txt', more, world.library.createCollection('Other').id)
    },
  },
]

const goings: readonly Change[] = [
  { name: 'its document is removed', ends: 'kettle', make: async (world) => world.remove(kettle) },
  {
    ...{ name: 'its document is taken out of the library, and its file stays', ends: 'kettle' },
    make: async (world) => world.remove(kettle, false),
  },
  {
    ...{ name: 'the other document that was shown is removed', ends: 'kettle' },
    make: async (world) => world.remove('kettle-care.txt'),
  },
  {
    ...{ name: 'its document is removed and added again', ends: 'kettle' },
    async make(world) {
      world.remove(kettle)
      await world.settle()
      await world.add(kettle, twin)
    },
  },
  {
    ...{ name: 'its document has another name', ends: 'kettle' },
    async make(world) {
      world.remove(kettle)
      await world.add('kettle-renamed.txt', twin)
    },
  },
  {
    ...{ name: 'its document moves to another collection', ends: 'kettle' },
    async make(world) {
      world.remove(kettle)
      await world.add(kettle, twin, world.library.createCollection('Other').id)
    },
  },
  {
    ...{ name: 'another document is removed', ends: 'nothing' },
    make: async (world) => world.remove('lamp.txt'),
  },
  {
    ...{ name: 'another collection comes and goes with its documents', ends: 'nothing' },
    async make(world) {
      const { id } = world.library.createCollection('Other')
      await world.add('yard.txt', more, id)
      await world.settle()
      world.library.removeCollection(id)
    },
  },
]

const vectors: readonly Change[] = [
  {
    ...{ name: 'all is embedded by another embedder', ends: 'all' },
    make: async (world) => world.embedders.select(wordEmbedder({ digest: 'other' })),
  },
  {
    ...{ name: 'all is embedded by another embedder, and by the first again', ends: 'nothing' },
    async make(world) {
      world.embedders.select(wordEmbedder({ digest: 'other' }))
      await world.settle()
      world.embedders.select(wordEmbedder())
    },
  },
  {
    ...{ name: 'the vectors are built anew', ends: 'nothing' },
    make: async (world) => world.library.rebuildVectors(),
  },
  {
    ...{ name: 'the vectors are lost and come again', ends: 'nothing' },
    async make(world) {
      world.vectors.lose()
      world.vectors.setState({ state: 'down', reason: 'gone' } as never)
      world.vectors.setState({ state: 'ready' })
    },
  },
]

/** Of the library: what a search finds may be another. */
export const documentChanges: readonly Change[] = [...edits, ...comings, ...goings, ...vectors]

/** Of who answers and how it is asked: documents stay as they are. */
export const askingChanges = (prompt: { digest: string }): readonly Change[] => [
  {
    ...{ name: 'the model is pulled anew under the same name', ends: 'all' },
    async make(world) {
      world.answering.model = world.modelOf('small', 'pulled anew')
    },
  },
  {
    ...{ name: 'the model is pulled anew, and the first one comes back', ends: 'nothing' },
    async make(world) {
      const first = world.answering.model
      world.answering.model = world.modelOf('small', 'pulled anew')
      await world.ask('What does the storm lamp take?')
      world.answering.model = first
    },
  },
  {
    ...{ name: 'another model is chosen', ends: 'all' },
    async make(world) {
      world.answering.model = world.modelOf('large', 'pulled once')
    },
  },
  {
    ...{ name: 'the model reads less at once', ends: 'all' },
    async make(world) {
      world.answering.model = world.modelOf('small', 'pulled once', 4_096)
    },
  },
  {
    ...{ name: 'the prompt is worded otherwise', ends: 'all' },
    async make() {
      prompt.digest = 'worded otherwise'
    },
  },
  { name: 'the temperature is another', ends: 'all', make: set({ temperature: 0.9 }) },
  { name: 'instructions are given', ends: 'all', make: set({ instructions: 'In French.' }) },
  { name: 'more passages are wanted', ends: 'all', make: set({ k: 3 }) },
  { name: 'a question wants more passages for itself', ends: 'all', askedAfter: () => ({ k: 4 }) },
  {
    name: 'a question says the number of passages that is set',
    ends: 'nothing',
    askedAfter: () => ({ k: 2 }),
  },
  {
    ...{ name: 'instructions are given and taken back', ends: 'nothing' },
    async make(world) {
      const { values } = world.answering
      world.answering.values = { ...values, instructions: 'In French.' }
      await world.ask('Where does the brass kettle hang?')
      world.answering.values = values
    },
  },
  { name: 'it is asked of all collections', ends: 'all', askedAfter: () => ({ collectionId: null }) },
  {
    ...{ name: 'it is asked of another collection', ends: 'all' },
    askedAfter: (world) => ({ collectionId: world.library.createCollection('Other').id }),
  },
  {
    ...{ name: 'it is asked in a conversation', ends: 'all' },
    askedAfter: () => said('The copper kettle is mine.'),
  },
  {
    ...{ name: 'it is asked in another conversation', ends: 'all' },
    askedBefore: said('The brass kettle is mine.'),
    askedAfter: () => said('The copper kettle is mine.'),
  },
  {
    ...{ name: 'it is asked in the same conversation', ends: 'nothing' },
    askedBefore: said('The brass kettle is mine.'),
    askedAfter: () => said('The brass kettle is mine.'),
  },
  {
    ...{ name: 'it is asked outside of the conversation', ends: 'all' },
    askedBefore: said('The brass kettle is mine.'),
    askedAfter: () => ({ history: [] }),
  },
  {
    ...{ name: 'the cache is switched off and on', ends: 'nothing' },
    async make(world) {
      world.cache.change({ enabled: false })
      await world.ask('Where does the brass kettle hang?')
      world.cache.change({ enabled: true })
    },
  },
]

function set(
  values: Partial<StalenessWorld['answering']['values']>,
): (world: StalenessWorld) => Promise<void> {
  return async (world) => {
    world.answering.values = { ...world.answering.values, ...values }
  }
}

const filler = (count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, at) => `Ledger ${at}: ${at * 7} sacks of oats were sold for ${at} crowns.`,
  )
