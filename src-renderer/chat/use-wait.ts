import { useApp } from '../ui/app-context.tsx'
import { useChat } from './chat-context.tsx'

/** Whether the chat model is out, so that there is a choice between quotations now and waiting for it. */
export const useIsModelOut = (): boolean =>
  useApp((state) => state.outages.some(({ part }) => part === 'chat_model'))

/** Whether a question that is asked now waits for the chat model. */
export function useWait(): boolean {
  const isOut = useIsModelOut()
  const waits = useChat((state) => state.waits)
  return isOut && waits
}
