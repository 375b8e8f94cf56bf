import { hasDisplay } from '../start/display.ts'
import type { Check } from './check.ts'

export const displayCheck: Check = {
  name: 'display',
  async run() {
    if (hasDisplay())
      return { level: 'ok', detail: process.env.WAYLAND_DISPLAY ?? process.env.DISPLAY ?? 'there' }
    return {
      level: 'warn',
      detail: 'none (neither DISPLAY nor WAYLAND_DISPLAY): npm start runs without a window',
      fix: 'xvfb-run -a npm start, for a window that nobody sees',
    }
  },
}
