import { notifications } from '@mantine/notifications'
import type { AddResult } from '../../src-shared/schemas/library.ts'
import { attempt } from '../ui/attempt.ts'
import { summariseAdd } from './add-summary.ts'
import { useLibrary } from './library-context.tsx'

/** The ways to add, each of which tells what became of it: a word in the corner, or a list where files were refused. */
export function useAdding() {
  const collectionId = useLibrary((state) => state.query.collectionId)
  const isAdding = useLibrary((state) => state.adding)
  const pick = useLibrary((state) => state.pick)
  const addSamples = useLibrary((state) => state.addSamples)
  const open = useLibrary((state) => state.open)

  async function tell(work: Promise<AddResult | null>): Promise<void> {
    const result = await attempt('Nothing was added', work)
    if (result === null) return
    const { refused, queued, sentence } = summariseAdd(result)
    if (refused > 0) open({ kind: 'added', result })
    else notifications.show({ message: sentence, color: queued > 0 ? 'green' : 'gray' })
  }

  return {
    isAdding,
    addFiles: () => tell(pick('files', collectionId)),
    addFolder: () => tell(pick('folder', collectionId)),
    addSamples: () => tell(addSamples()),
  }
}
