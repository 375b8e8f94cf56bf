import { describe, expect, it } from 'vitest'
import { ollamaOrigin } from '../../../src-main/ollama/index.ts'

// The cases of envconfig/config_test.go in ollama/ollama, with "all interfaces" turned into loopback.
const cases: readonly (readonly [name: string, value: string | undefined, origin: string])[] = [
  ['absent', undefined, 'http://127.0.0.1:11434'],
  ['empty', '', 'http://127.0.0.1:11434'],
  ['an address', '1.2.3.4', 'http://1.2.3.4:11434'],
  ['a port', ':1234', 'http://127.0.0.1:1234'],
  ['address and port', '1.2.3.4:1234', 'http://1.2.3.4:1234'],
  ['a name', 'example.com', 'http://example.com:11434'],
  ['name and port', 'example.com:1234', 'http://example.com:1234'],
  ['localhost', 'localhost', 'http://localhost:11434'],
  ['a port too large', ':66000', 'http://127.0.0.1:11434'],
  ['a port below zero', ':-1', 'http://127.0.0.1:11434'],
  ['IPv6 loopback', '[::1]', 'http://[::1]:11434'],
  ['IPv6 without brackets', '::1', 'http://[::1]:11434'],
  ['IPv6 and port', '[::1]:1337', 'http://[::1]:1337'],
  ['IPv6 all interfaces', '[::]', 'http://[::1]:11434'],
  ['IPv4 all interfaces', '0.0.0.0', 'http://127.0.0.1:11434'],
  ['IPv4 all interfaces and port', '0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['spaces', ' 1.2.3.4 ', 'http://1.2.3.4:11434'],
  ['quotes', '"1.2.3.4"', 'http://1.2.3.4:11434'],
  ['spaces and quotes', ' " 1.2.3.4 " ', 'http://1.2.3.4:11434'],
  ['single quotes', "'1.2.3.4'", 'http://1.2.3.4:11434'],
  ['http', 'http://1.2.3.4', 'http://1.2.3.4:80'],
  ['http and port', 'http://1.2.3.4:4321', 'http://1.2.3.4:4321'],
  ['https', 'https://1.2.3.4', 'https://1.2.3.4:443'],
  ['https and port', 'https://1.2.3.4:4321', 'https://1.2.3.4:4321'],
  ['a path', 'https://example.com/ollama', 'https://example.com:443/ollama'],
  ['a path and slashes', 'example.com:1234/ollama//', 'http://example.com:1234/ollama'],
  ['a slash', 'http://example.com/', 'http://example.com:80'],
]

describe('OLLAMA_HOST', () => {
  it.each(cases)('%s', (_name, value, origin) => {
    expect(ollamaOrigin(value)).toBe(origin)
  })
})
