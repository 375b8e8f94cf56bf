import { expect, test } from 'vitest'
import { serverName } from '../../../../src-renderer/diagnostics/server-name.ts'

test('knows Ollama by its address, also where localhost stands for it', () => {
  expect(serverName('http://127.0.0.1:11434', 'http://127.0.0.1:11434')).toBe('Ollama, 127.0.0.1:11434')
  expect(serverName('http://127.0.0.1:11434', 'http://localhost:11434')).toBe('Ollama, 127.0.0.1:11434')
  expect(serverName('http://gpu.lan:11434', 'http://gpu.lan:11434')).toBe('Ollama, gpu.lan:11434')
})

test('another on this machine is the engine; one elsewhere keeps its address', () => {
  expect(serverName('http://127.0.0.1:41227', 'http://127.0.0.1:11434')).toBe(
    'Built-in engine, 127.0.0.1:41227',
  )
  expect(serverName('http://gpu.lan:11434', 'http://127.0.0.1:11434')).toBe('gpu.lan:11434')
  expect(serverName('http://127.0.0.1:41227', null)).toBe('127.0.0.1:41227')
})
