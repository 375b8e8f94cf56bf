import { ipcMain } from 'electron'
import { INVOKE_CHANNEL } from '../../src-shared/ipc/channels.ts'
import { AppError } from '../base/app-error.ts'
import { type Disposable, toDisposable } from '../base/disposable.ts'
import type { Dispatch } from './router.ts'
import { isOwnPage } from './sender-guard.ts'

export { EventPump } from './event-pump.ts'
export { createHandlers } from './handlers/index.ts'
export { createDispatch } from './router.ts'

/** Opens the one channel by which the window asks. The sender is checked before anything is read. */
export function serveIpc(dispatch: Dispatch): Disposable {
  ipcMain.handle(INVOKE_CHANNEL, (event, route: unknown, input: unknown, paths: unknown) => {
    if (!isOwnPage(event)) return { ok: false, error: new AppError('FORBIDDEN').toBody() }
    return dispatch(route, input, { windowId: event.sender.id, paths })
  })
  return toDisposable(() => ipcMain.removeHandler(INVOKE_CHANNEL))
}
