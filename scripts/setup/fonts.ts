import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Where fontconfig looks by default. Its own tool, fc-list, is not there on the machines that have no fonts.
const folders = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.fonts'),
  join(homedir(), '.local/share/fonts'),
]

/** Whether there is any scalable font to draw Latin text with. */
export async function hasTextFont(): Promise<boolean> {
  return (await fontFiles()).some((name) => !/emoji|symbol/i.test(name))
}

/** Whether emoji are drawn rather than boxes. */
export async function hasEmojiFont(): Promise<boolean> {
  return (await fontFiles()).some((name) => /emoji/i.test(name))
}

async function fontFiles(): Promise<string[]> {
  const lists = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true }).catch(() => [])),
  )
  return lists.flat().filter((name) => /\.(ttf|otf|ttc)$/i.test(name))
}
