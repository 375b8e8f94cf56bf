import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultDataFolder, readConfig } from '../../../src-main/config/index.ts'

describe('the environment', () => {
  test('left empty gives the defaults', () => {
    const empty = readConfig({})
    expect(empty).toMatchObject({
      ALCOVE_PORT: 8000,
      ALCOVE_API_AUTH: true,
      ALCOVE_LOG_LEVEL: 'info',
      OLLAMA_CONNECT_TIMEOUT: 5,
      OLLAMA_FIRST_TOKEN_TIMEOUT: 120,
      OLLAMA_CHUNK_TIMEOUT: 60,
    })
    expect(readConfig({ ALCOVE_PORT: '', OLLAMA_HOST: '', CHROMA_URL: '' })).toEqual(empty)
  })

  test.each([
    ['0', false],
    ['OFF', false],
    ['False', false],
    ['no', false],
    ['1', true],
    ['On', true],
    ['TRUE', true],
  ])('ALCOVE_API_AUTH=%s is read as %s', (value, expected) => {
    expect(readConfig({ ALCOVE_API_AUTH: value }).ALCOVE_API_AUTH).toBe(expected)
  })

  test.each([
    ['ALCOVE_PORT', 'http'],
    ['ALCOVE_PORT', '65536'],
    ['ALCOVE_PORT', '-1'],
    ['ALCOVE_PORT', '80.5'],
    ['ALCOVE_PORT', ' '],
    ['ALCOVE_PORT', '0x50'],
    ['ALCOVE_PORT', '1e3'],
    ['ALCOVE_API_AUTH', 'perhaps'],
    ['ALCOVE_LOG_LEVEL', 'loud'],
    ['ALCOVE_BACKEND', 'cloud'],
    ['OLLAMA_CONNECT_TIMEOUT', '0'],
    ['OLLAMA_CONNECT_TIMEOUT', 'Infinity'],
    ['OLLAMA_CONNECT_TIMEOUT', ' '],
    ['CHROMA_URL', 'not a url'],
    ['CHROMA_URL', 'file:///etc/passwd'],
  ])('%s=%j is refused by name', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(name) }),
    )
  })

  test('names every mistake at once, and repeats no value', () => {
    const read = () => readConfig({ ALCOVE_PORT: 'secret-port', CHROMA_URL: 'secret-url' })
    expect(read).toThrow(/ALCOVE_PORT.*CHROMA_URL/)
    expect(read).not.toThrow(/secret/)
  })

  test('ignores what is not about us', () => {
    expect(readConfig({ PATH: '/bin', __proto__: 'x', constructor: 'y' } as never)).not.toHaveProperty('PATH')
  })
})

describe('the data folder', () => {
  test('is where ALCOVE_DATA says, made absolute', () => {
    expect(readConfig({ ALCOVE_DATA: 'some/where' }).dataFolder).toBe(resolve('some/where'))
  })

  test.each([
    ['linux', {}, join(homedir(), '.config', 'Alcove')],
    ['linux', { XDG_CONFIG_HOME: '/etc/mine' }, '/etc/mine/Alcove'],
    ['linux', { XDG_CONFIG_HOME: '' }, join(homedir(), '.config', 'Alcove')],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, join(homedir(), '.config', 'Alcove')],
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'Alcove')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Alcove')],
    ['win32', { APPDATA: '' }, join(homedir(), 'AppData', 'Roaming', 'Alcove')],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataFolder(env, platform)).toBe(expected)
  })
})
