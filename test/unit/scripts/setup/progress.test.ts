import { expect, test } from 'vitest'
import { progressOf } from '../../../../scripts/setup/progress.ts'

test('a log gets a line for each new step, and one now and then while it lasts', () => {
  const lines: string[] = []
  let time = 0
  const report = progressOf('chat model', { write: (line: string) => lines.push(line) }, () => time)
  report('downloading', 0, 98_362_432)
  for (time = 100; time <= 25_000; time += 100) report('downloading', time * 1000, 98_362_432)
  report('checking')
  expect(lines).toEqual([
    '  chat model: downloading 0.0 kB of 98.4 MB (0 %)\n',
    '  chat model: downloading 10.0 MB of 98.4 MB (10 %)\n',
    '  chat model: downloading 20.0 MB of 98.4 MB (20 %)\n',
    '  chat model: checking\n',
  ])
})

test('a terminal gets one line that redraws itself, never wider than it is', () => {
  const writes: string[] = []
  const output = { write: (text: string) => writes.push(text), isTTY: true, columns: 30 }
  progressOf('embedder', output)('downloading', 10, 100)
  expect(writes).toEqual(['\r\x1b[K  embedder: downloading 10 of'])
})
