import { useApp } from '../ui/app-context.tsx'

/** Whether the chat model is out, so that there is a choice between quotations now and waiting for it. */
export const useIsModelOut = (): boolean =>
  useApp((state) => state.noticed.some(({ part }) => part === 'chat_model'))

/** Whether a question that is asked now waits for the chat model. */
export const useWait = (): boolean => useApp((state) => state.waits)
