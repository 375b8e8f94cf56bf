import { Button } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { attempt } from '../ui/attempt.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Panel } from '../ui/panel.tsx'
import classes from './facts.module.css'
import { useSettings } from './use-settings.ts'

/** Where everything is kept, and where scripts find it. */
export function DataPanel() {
  const about = useSettings((state) => state.view?.about ?? null)
  const openDataFolder = useSettings((state) => state.openDataFolder)
  if (about === null) return null
  const { dataFolder, api } = about
  return (
    <Panel title="Data" description="Everything that Alcove keeps is in one folder on this machine.">
      <dl className={classes.facts}>
        <Fact label="Folder" value={dataFolder}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconFolderOpen size={15} />}
            onClick={() => void attempt('The folder could not be opened', openDataFolder())}
          >
            Open
          </Button>
        </Fact>
        {api === null ? (
          <Fact label="Localhost API" value="Not listening: no port could be had" />
        ) : (
          <>
            <Fact label="Localhost API" value={api.origin}>
              <CopyButton text={api.origin} label="Copy the address" />
            </Fact>
            <Fact label="Token file" value={api.tokenFile}>
              <CopyButton text={api.tokenFile} label="Copy the path" />
            </Fact>
          </>
        )}
      </dl>
    </Panel>
  )
}

interface FactProps {
  readonly label: string
  readonly value: string
  readonly children?: ReactNode
}

function Fact({ label, value, children }: FactProps) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>
        <span className={classes.path}>{value}</span>
        {children}
      </dd>
    </div>
  )
}
