import { notifications } from '@mantine/notifications'
import { describeError } from '../bridge.ts'

/**
 * Waits for work that a person asked for and shows, in a corner of the window, when it did not happen.
 * `title` says what did not. Null after a failure, which has been told by then.
 */
export async function attempt<T>(title: string, work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    notifications.show({ color: 'red', title, message: describeError(error).message, autoClose: 8_000 })
    return null
  }
}
