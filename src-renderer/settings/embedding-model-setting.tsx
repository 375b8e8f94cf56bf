import { useId, useState } from 'react'
import { useApp } from '../ui/app-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { plural } from '../ui/format.ts'
import { ModelChoice } from './model-choice.tsx'
import { SettingRow } from './setting-row.tsx'
import { useSetting, useSettings } from './use-settings.ts'

/** Another embedder makes other vectors: it is asked before all documents are embedded again. */
export function EmbeddingModelSetting() {
  const labelId = useId()
  const setting = useSetting('embeddingModel')
  const inUse = useSettings((state) => state.selection?.embedder ?? null)
  const passages = useApp(({ collections }) => collections?.reduce((sum, { chunks }) => sum + chunks, 0) ?? 0)
  const [wanted, setWanted] = useState<{ readonly name: string | null } | null>(null)
  if (setting === null) return null
  const choose = (name: string | null) => {
    if (passages === 0 || name === inUse?.name) setting.set(name)
    else setWanted({ name })
  }
  return (
    <SettingRow
      name="embeddingModel"
      setting={setting}
      label="Embedding model"
      description="Turns passages and questions into vectors, for search by meaning. With another one, all documents are embedded again."
      labelId={labelId}
      isWide
    >
      <ModelChoice
        kind="embedding"
        labelId={labelId}
        value={setting.value}
        isFixed={setting.isFixed}
        inUse={inUse}
        onChange={choose}
      />
      <ConfirmDialog
        opened={wanted !== null}
        title="Change the embedding model?"
        confirmLabel="Change it"
        onConfirm={() => {
          if (wanted !== null) setting.set(wanted.name)
        }}
        onClose={() => setWanted(null)}
      >
        {plural(passages, 'passage')} may have to be embedded again with{' '}
        {wanted?.name ?? 'the best model that is installed'}. Until that is done, they are found by full text
        only. Nothing is read anew and nothing is lost.
      </ConfirmDialog>
    </SettingRow>
  )
}
