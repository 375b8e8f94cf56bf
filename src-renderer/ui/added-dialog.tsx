import { Button, Group, Modal } from '@mantine/core'
import { useStore } from 'zustand'
import { groupRefused, summariseAdd } from './add-summary.ts'
import classes from './added-dialog.module.css'
import { addedOutcome } from './added-outcome.ts'
import { plural } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'

/** What became of the files where some were refused: the sum first, then each refused path under its reason. */
export function AddedDialog() {
  const result = useStore(addedOutcome, (state) => state.result)
  const onClose = useStore(addedOutcome, (state) => state.close)
  if (result === null) return null
  const { sentence } = summariseAdd(result)
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Not everything could be added"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.sentence}>{sentence} The rest goes on.</p>
      <ScrollRegion className={classes.groups} label="Refused files">
        {groupRefused(result.refused).map(({ message, paths }) => (
          <section key={message} className={classes.group}>
            <h3 className={classes.reason}>
              {message} <span className={classes.count}>{plural(paths.length, 'file')}</span>
            </h3>
            <ul className={classes.paths}>
              {paths.map((path) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </section>
        ))}
      </ScrollRegion>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </Group>
    </Modal>
  )
}
