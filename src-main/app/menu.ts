import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Events } from '../../src-shared/ipc/events.ts'

type Command = Events['app.command']['command']

/** The menu holds what the window can do, under the platform's own keys. */
export function installMenu(run: (command: Command) => void): void {
  const item = (label: string, command: Command, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    // The page has these keys itself; shown here, handled there.
    registerAccelerator: false,
    click: () => run(command),
  })
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'File',
      submenu: [
        item('New chat', 'newChat', 'CmdOrCtrl+N'),
        item('Add files…', 'addFiles', 'CmdOrCtrl+O'),
        { type: 'separator' },
        item('Settings', 'openSettings', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: process.platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        item('Chat', 'openChat', 'CmdOrCtrl+1'),
        item('Library', 'openLibrary', 'CmdOrCtrl+2'),
        item('Diagnostics', 'openDiagnostics', 'CmdOrCtrl+3'),
        item('Search', 'search', 'CmdOrCtrl+K'),
        { type: 'separator' },
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
