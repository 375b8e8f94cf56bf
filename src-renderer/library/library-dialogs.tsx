import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { limits } from '../../src-shared/schemas/limits.ts'
import { describeError } from '../bridge.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { plural } from '../ui/format.ts'
import { useLibrary } from './library-context.tsx'

/** The one dialog of the library that is open, if any. */
export function LibraryDialogs() {
  const dialog = useLibrary((state) => state.dialog)
  const close = useLibrary((state) => state.closeDialog)
  const createCollection = useLibrary((state) => state.createCollection)
  const renameCollection = useLibrary((state) => state.renameCollection)
  const removeCollection = useLibrary((state) => state.removeCollection)
  const removeDocuments = useLibrary((state) => state.removeDocuments)

  switch (dialog.kind) {
    case 'none':
      return null
    case 'createCollection':
      return (
        <NameDialog title="New collection" verb="Create" name="" onSave={createCollection} onClose={close} />
      )
    case 'renameCollection': {
      const { id, name } = dialog.collection
      return (
        <NameDialog
          title="Rename collection"
          verb="Rename"
          name={name}
          onSave={(next) => renameCollection(id, next)}
          onClose={close}
        />
      )
    }
    case 'removeCollection': {
      const { id, name, documents } = dialog.collection
      return (
        <ConfirmDialog
          opened
          title={`Remove “${name}”?`}
          confirmLabel="Remove collection"
          onConfirm={() => removeCollection(id)}
          onClose={close}
        >
          {documents === 0
            ? 'The collection is empty.'
            : `${plural(documents, 'document')} and what was read from them leave Alcove. The original files on your disk stay untouched.`}
        </ConfirmDialog>
      )
    }
    case 'removeDocuments': {
      const { documentIds, title } = dialog
      const what = title === null ? plural(documentIds.length, 'document') : `“${title}”`
      return (
        <ConfirmDialog
          opened
          title={`Remove ${what}?`}
          confirmLabel="Remove"
          onConfirm={() => removeDocuments(documentIds)}
          onClose={close}
        >
          What was read {documentIds.length === 1 ? 'from it' : 'from them'} leaves Alcove, and answers no
          longer use it. The original {documentIds.length === 1 ? 'file' : 'files'} on your disk{' '}
          {documentIds.length === 1 ? 'stays' : 'stay'} untouched.
        </ConfirmDialog>
      )
    }
  }
}

interface NameDialogProps {
  readonly title: string
  readonly verb: string
  readonly name: string
  readonly onSave: (name: string) => Promise<void>
  readonly onClose: () => void
}

function NameDialog({ title, verb, name: before, onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(before)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const wanted = name.trim()

  async function save(event: FormEvent) {
    event.preventDefault()
    if (wanted === '') return
    setBusy(true)
    try {
      await onSave(wanted)
      onClose()
    } catch (thrown) {
      setError(describeError(thrown).message)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void save(event)}>
        <TextInput
          label="Name"
          value={name}
          maxLength={limits.collectionName}
          error={error}
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value)
            setError(null)
          }}
        />
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={wanted === ''}>
            {verb}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
