import { Box, Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { describeError } from '../bridge.ts'
import { ErrorNotice } from './error-notice.tsx'

interface ConfirmDialogProps {
  readonly opened: boolean
  readonly title: string
  /** What is lost, exactly. */
  readonly children: ReactNode
  /** The verb: "Delete", "Remove". */
  readonly confirmLabel: string
  /** Whether something is lost or gets worse by it. @default true */
  readonly isDanger?: boolean
  readonly onConfirm: () => Promise<void> | void
  readonly onClose: () => void
}

/** Asks before what cannot be undone. Stays open, with the error, when it did not work. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ReturnType<typeof describeError> | null>(null)
  const confirmButton = useRef<HTMLButtonElement>(null)
  // A button that waits is disabled and loses the focus; whoever works by keyboard wants to press it again.
  useEffect(() => {
    if (error !== null) confirmButton.current?.focus()
  }, [error])

  async function confirm() {
    setBusy(true)
    setError(null)
    try {
      await props.onConfirm()
      props.onClose()
    } catch (thrown) {
      setError(describeError(thrown))
    } finally {
      setBusy(false)
    }
  }

  function close() {
    setError(null)
    props.onClose()
  }

  return (
    <Modal opened={props.opened} onClose={close} title={props.title}>
      <Text component="div" size="sm">
        {props.children}
      </Text>
      {error !== null && (
        <Box mt="sm">
          <ErrorNotice error={error} />
        </Box>
      )}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button
          ref={confirmButton}
          {...(props.isDanger === false ? {} : { color: 'danger' })}
          loading={busy}
          onClick={() => void confirm()}
        >
          {props.confirmLabel}
        </Button>
      </Group>
    </Modal>
  )
}
