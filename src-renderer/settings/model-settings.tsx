import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { BackendSetting } from './backend-setting.tsx'
import { ChatModelSetting } from './chat-model-setting.tsx'
import { EmbeddingModelSetting } from './embedding-model-setting.tsx'
import classes from './model-settings.module.css'
import { useSettings } from './use-settings.ts'

/** Who answers: the server, and which of its models. */
export function ModelSettings() {
  const reason = useSettings((state) => state.selection?.reason ?? null)
  const failure = useSettings((state) => state.modelsFailure)
  const refreshing = useSettings((state) => state.refreshing)
  const refresh = useSettings((state) => state.refreshModels)
  return (
    <Panel
      title="Models"
      description="Everything runs on this machine."
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={refreshing}
          onClick={() => void refresh()}
        >
          Look again
        </Button>
      }
    >
      {reason !== null && <p className={classes.reason}>{reason}</p>}
      {failure !== null && (
        <ErrorNotice
          title="The models could not be looked at."
          error={failure}
          onRetry={() => void refresh()}
        />
      )}
      <div>
        <BackendSetting />
        <ChatModelSetting />
        <EmbeddingModelSetting />
      </div>
    </Panel>
  )
}
