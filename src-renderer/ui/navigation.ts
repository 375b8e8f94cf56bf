import { createStore } from 'zustand/vanilla'

export const views = ['chat', 'library', 'diagnostics', 'settings'] as const
export type ViewName = (typeof views)[number]

export interface NavigationState {
  readonly view: ViewName
  readonly open: (view: ViewName) => void
}

/** Which view is shown. There is one window and nothing to link to, so this is all the routing there is. */
export const navigation = createStore<NavigationState>()((set) => ({
  view: 'chat',
  open: (view) => set({ view }),
}))
