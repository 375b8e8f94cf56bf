import type { IpcMainInvokeEvent } from 'electron'
import { APP_ORIGIN } from '../window/app-protocol.ts'

/** Only the top frame of our own page may ask: no subframe, no other origin, no frame that is already gone. */
export function isOwnPage(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame
  if (!frame || frame.parent !== null) return false
  try {
    return new URL(frame.url).origin === APP_ORIGIN || frame.url.startsWith(`${APP_ORIGIN}/`)
  } catch {
    return false
  }
}
