import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron'
import type { Desktop } from '../ipc/handlers/desktop.ts'
import { readableExtensions } from '../library/index.ts'
import { openLink } from '../window/index.ts'

/** Dialogs belong to the window while there is one. */
export function createDesktop(window: () => BrowserWindow | null): Desktop {
  const open = async (options: OpenDialogOptions): Promise<readonly string[] | null> => {
    const owner = window()
    const { canceled, filePaths } = await (owner
      ? dialog.showOpenDialog(owner, options)
      : dialog.showOpenDialog(options))
    return canceled || filePaths.length === 0 ? null : filePaths
  }
  return {
    pickFiles: () =>
      open({
        title: 'Add documents',
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Documents', extensions: [...readableExtensions] },
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    pickQuestions: async () => {
      const picked = await open({
        title: 'Choose a list of questions',
        properties: ['openFile'],
        filters: [
          { name: 'Lists of questions', extensions: ['txt', 'csv'] },
          { name: 'All files', extensions: ['*'] },
        ],
      })
      return picked?.[0] ?? null
    },
    pickFolder: () => open({ title: 'Add folders', properties: ['openDirectory', 'multiSelections'] }),
    pickSaveAs: async (fileName) => {
      const owner = window()
      const options = { defaultPath: fileName, filters: [{ name: 'Markdown', extensions: ['md'] }] }
      const { canceled, filePath } = await (owner
        ? dialog.showSaveDialog(owner, options)
        : dialog.showSaveDialog(options))
      return canceled || !filePath ? null : filePath
    },
    showInFolder: (path) => shell.showItemInFolder(path),
    openFolder: async (path) => {
      await shell.openPath(path)
    },
    openLink: (url) => openLink(window(), url),
  }
}
