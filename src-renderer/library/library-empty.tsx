import { Button } from '@mantine/core'
import { IconBooks, IconFilePlus, IconFolderPlus, IconSparkles } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'
import classes from './library-empty.module.css'
import { useAdding } from './use-adding.ts'

interface LibraryEmptyProps {
  /** The open collection's name; null for the whole library. */
  readonly collection: string | null
}

/** Says that files may be dropped; the shell takes drops anywhere in the window. */
export function LibraryEmpty({ collection }: LibraryEmptyProps) {
  const { isAdding, addFiles, addFolder, addSamples } = useAdding()
  return (
    <div className={classes.zone}>
      <EmptyState
        icon={<IconBooks size={34} stroke={1.4} />}
        title={collection === null ? 'Your documents live here' : `“${collection}” is empty`}
        actions={
          <>
            <Button
              loading={isAdding}
              leftSection={<IconFilePlus size={17} />}
              onClick={() => void addFiles()}
            >
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
                variant="light"
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
    </div>
  )
}
