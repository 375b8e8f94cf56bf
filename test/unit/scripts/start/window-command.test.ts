import { expect, test } from 'vitest'
import { hasDisplay } from '../../../../scripts/start/display.ts'
import { windowCommand } from '../../../../scripts/start/window-command.ts'

const user = { platform: 'linux', isRoot: false, hasGpu: true, environment: { DISPLAY: ':0' } } as const

test('opens the project, and passes on what was asked', () => {
  const { command, args } = windowCommand('/e/electron', '/p', ['--add', 'a folder'], user)
  expect([command, ...args]).toEqual(['/e/electron', '/p', '--add', 'a folder'])
})

test('only root on Linux goes without the sandbox', () => {
  expect(windowCommand('e', '/p', [], { ...user, isRoot: true }).args).toEqual(['--no-sandbox', '/p'])
  expect(windowCommand('e', '/p', [], { ...user, platform: 'darwin', isRoot: true }).args).toEqual(['/p'])
})

test('does not look for a GPU where there is none', () => {
  expect(windowCommand('e', '/p', [], { ...user, hasGpu: false }).args).toEqual(['--disable-gpu', '/p'])
})

test('asks for Wayland where there is nothing else', () => {
  const wayland = { ...user, environment: { WAYLAND_DISPLAY: 'wayland-0' } }
  expect(windowCommand('e', '/p', [], wayland).args).toEqual(['--ozone-platform=wayland', '/p'])
})

test('only Linux can be without a display', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false)
  expect(hasDisplay({ DISPLAY: ':99' }, 'linux')).toBe(true)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'win32')).toBe(true)
})
