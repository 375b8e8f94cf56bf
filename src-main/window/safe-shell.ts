import { type BrowserWindow, dialog, shell } from 'electron'
import { AppError } from '../base/app-error.ts'

/** A link out of a document or an answer: shown in full, opened only on a person's word, only on the web. */
export async function openLink(window: BrowserWindow | null, url: string): Promise<void> {
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new AppError('FORBIDDEN', { message: 'Only web links are opened.' })
  }
  const question = {
    type: 'question' as const,
    message: 'Open this link in your browser?',
    detail: href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window
    ? dialog.showMessageBox(window, question)
    : dialog.showMessageBox(question))
  if (response === 0) await shell.openExternal(href)
}
