import { notifications } from '@mantine/notifications'
import { describeError } from '../bridge.ts'

/** For the `catch` of what a person started and nothing else on the screen would show. */
export const reportFailure = (title: string) => (error: unknown) => {
  notifications.show({ title, message: describeError(error).message, color: 'danger', withBorder: true })
}
