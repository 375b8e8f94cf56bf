import { notifications } from '@mantine/notifications'
import type { AddResult } from '../../src-shared/schemas/library.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { plural } from './format.ts'
import { targetCollection } from './target-collection.ts'

/** Files as they come into the library from anywhere in the window; says what became of them. Never rejects. */
export const pickDocuments = (bridge: AlcoveBridge, kind: 'files' | 'folder', collectionId: string | null) =>
  tell(async () =>
    bridge.invoke('library.pick', { kind, collectionId: await targetCollection(bridge, collectionId) }),
  )

/** `files` are the File objects of a drop; the preload finds their paths. */
export const addDropped = (bridge: AlcoveBridge, files: readonly unknown[], collectionId: string | null) =>
  tell(async () =>
    bridge.invoke(
      'library.addDropped',
      { collectionId: await targetCollection(bridge, collectionId) },
      files,
    ),
  )

export const addSamples = (bridge: AlcoveBridge) => tell(() => bridge.invoke('library.addSamples', {}))

async function tell(add: () => Promise<AddResult | null>): Promise<void> {
  try {
    const result = await add()
    if (result !== null) notifications.show({ message: addedWords(result), withBorder: true })
  } catch (error) {
    notifications.show({
      title: 'Nothing was added',
      message: describeError(error).message,
      color: 'danger',
      withBorder: true,
    })
  }
}

export function addedWords({ items, refused }: AddResult): string {
  const unchanged = items.filter((item) => item.unchanged).length
  const added = items.length - unchanged
  const parts = [
    added > 0 ? `${plural(added, 'file')} added; they can be asked about as soon as they are read` : '',
    unchanged > 0 ? `${plural(unchanged, 'file')} known already` : '',
    refused.length > 0 ? `${plural(refused.length, 'file')} not taken: ${refused[0]?.message ?? ''}` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'There was nothing to read in what was chosen.' : parts.join(' · ')
}
