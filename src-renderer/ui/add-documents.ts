import { notifications } from '@mantine/notifications'
import type { AddResult } from '../../src-shared/schemas/library.ts'
import { type AlcoveBridge, describeError } from '../bridge.ts'
import { summariseAdd } from './add-summary.ts'
import { addedOutcome } from './added-outcome.ts'
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
    if (result === null) return
    const { refused, sentence } = summariseAdd(result)
    if (refused > 0) addedOutcome.getState().show(result)
    else notifications.show({ message: sentence, withBorder: true })
  } catch (error) {
    notifications.show({
      title: 'Nothing was added',
      message: describeError(error).message,
      color: 'danger',
      withBorder: true,
    })
  }
}
