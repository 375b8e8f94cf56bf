import '@mantine/dropzone/styles.css'
import { Button } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconBooks, IconFilePlus, IconFolderPlus, IconSparkles } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'
import classes from './library-empty.module.css'
import { useAdding } from './use-adding.ts'

/** The files themselves, folders too: main walks them. The zone's own reader would open every folder here. */
async function droppedFiles(event: unknown): Promise<File[]> {
  const dropped =
    event instanceof Event || isDrop(event) ? (event as { dataTransfer?: DataTransfer | null }) : null
  return [...(dropped?.dataTransfer?.files ?? [])]
}

const isDrop = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'dataTransfer' in event

interface LibraryEmptyProps {
  /** The open collection's name; null for the whole library. */
  readonly collection: string | null
}

export function LibraryEmpty({ collection }: LibraryEmptyProps) {
  const { isAdding, addFiles, addFolder, addDropped, addSamples } = useAdding()
  return (
    <Dropzone
      className={classes.zone}
      classNames={{ inner: classes.inner }}
      activateOnClick={false}
      activateOnKeyboard={false}
      enablePointerEvents
      loading={isAdding}
      getFilesFromEvent={droppedFiles}
      onDrop={(files) => void addDropped(files)}
      role="group"
      tabIndex={-1}
      aria-label="Drop files or folders here"
    >
      <EmptyState
        icon={<IconBooks size={34} stroke={1.4} />}
        title={collection === null ? 'Your documents live here' : `“${collection}” is empty`}
        actions={
          <>
            <Button leftSection={<IconFilePlus size={17} />} onClick={() => void addFiles()}>
              Add files
            </Button>
            <Button
              variant="default"
              leftSection={<IconFolderPlus size={17} />}
              onClick={() => void addFolder()}
            >
              Add a folder
            </Button>
            {collection === null && (
              <Button
                variant="subtle"
                leftSection={<IconSparkles size={17} />}
                onClick={() => void addSamples()}
              >
                Try the sample handbook
              </Button>
            )}
          </>
        }
      >
        Drop files or a folder here: PDF, Word, Markdown, web pages and plain text. They are read on this
        machine and never leave it.
      </EmptyState>
    </Dropzone>
  )
}
