import { expect, it } from 'vitest'
import { CpuShare } from '../../../src-main/engine/cpu-share.ts'

it.each([
  [1, 1, 1, 1],
  [2, 1, 2, 1],
  [8, 7, 8, 2],
])(
  'on %i cores: %i chat threads, %i slots for embedding, %i while a chat runs',
  (cores, chat, alone, beside) => {
    const cpu = new CpuShare(cores)
    expect(cpu.chatThreads).toBe(chat)
    expect(cpu.embeddingSlots).toBe(alone)
    const end = cpu.beginChat()
    expect(cpu.embeddingSlots).toBe(beside)
    end()
    end()
    expect(cpu.embeddingSlots).toBe(alone)
  },
)

it('tells when the slots change', () => {
  const cpu = new CpuShare(4)
  const seen: number[] = []
  cpu.watch(() => seen.push(cpu.embeddingSlots))
  const [first, second] = [cpu.beginChat(), cpu.beginChat()]
  first()
  second()
  expect(seen).toEqual([1, 1, 1, 4])
})

it('refuses no cores', () => {
  expect(() => new CpuShare(0)).toThrow(RangeError)
})
