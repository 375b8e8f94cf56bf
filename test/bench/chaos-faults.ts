import {
  type Answer,
  cutAfter,
  cutBody,
  doneTwice,
  embeddings,
  errorAfter,
  garbageAfter,
  reset,
  stall,
  stallAfter,
  status,
  tokens,
  withoutDone,
} from '../fakes/fake-ollama-answers.ts'

const retryAfter = { 'retry-after': '1' }
const common = {
  reset,
  broken: status(500, 'boom'),
  'no upstream': status(503, 'no upstream'),
  busy: status(503, 'server busy, please try again', retryAfter),
  'too many': status(429, 'slow down', retryAfter),
  missing: status(404, 'model not found'),
  refused: status(400, 'bad options'),
  stall,
}
const chat = {
  ...common,
  good: tokens(['A', 'B', 'C']),
  'cut midway': cutAfter(['A']),
  'error at once': errorAfter([], 'out of memory'),
  'error midway': errorAfter(['A'], 'out of memory'),
  garbage: garbageAfter(['A']),
  'stall midway': stallAfter(['A']),
  'no done': withoutDone(['A', 'B']),
  'done twice': doneTwice(['A']),
} satisfies Readonly<Record<string, Answer>>
const embed = {
  ...common,
  good: embeddings([[0.1, 0.2, 0.3]]),
  'no vector': embeddings([[null, 1, 2]]),
  'too many vectors': embeddings([
    [1, 0],
    [0, 1],
  ]),
  'cut midway': cutBody('{"model":"fake","embeddings":[[0.1,'),
} satisfies Readonly<Record<string, Answer>>

/** What the server is like for a while: how much of it goes wrong, and how. Null: it is not there at all. */
export interface Weather {
  readonly name: string
  readonly faults: readonly (keyof typeof chat | keyof typeof embed)[] | null
  /** 0 to 1, of the answers. */
  readonly share: number
}

export const weathers: readonly Weather[] = [
  { name: 'fair', faults: [], share: 0 },
  { name: 'mixed', faults: [...keysOf(chat), ...keysOf(embed)], share: 0.3 },
  { name: 'broken', faults: ['broken', 'reset', 'no upstream', 'error at once'], share: 0.95 },
  { name: 'dying midway', faults: ['cut midway', 'error midway', 'garbage', 'no done'], share: 0.7 },
  { name: 'silent', faults: ['stall', 'stall midway'], share: 0.6 },
  { name: 'busy', faults: ['busy', 'too many'], share: 0.8 },
  { name: 'asked wrongly', faults: ['missing', 'refused', 'no vector', 'too many vectors'], share: 0.8 },
  { name: 'away', faults: null, share: 1 },
]

/** The answer to the next request. */
export function answerIn({ faults, share }: Weather, kind: 'chat' | 'embed', random: () => number): Answer {
  const answers: Readonly<Record<string, Answer>> = kind === 'chat' ? chat : embed
  const possible = (faults ?? []).flatMap((fault) => answers[fault] ?? [])
  const fault = possible[Math.floor(random() * possible.length)]
  return random() < share && fault ? fault : (answers.good as Answer)
}

function keysOf<K extends string>(answers: Readonly<Record<K, Answer>>): readonly K[] {
  return Object.keys(answers) as K[]
}
