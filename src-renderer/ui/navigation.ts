import { createStore } from 'zustand/vanilla'

export const views = ['chat', 'library', 'diagnostics', 'settings'] as const
export type ViewName = (typeof views)[number]

/** Of Diagnostics: the machine's parts, and the answers that are kept. */
export const sections = ['parts', 'answers'] as const
export type SectionName = (typeof sections)[number]

export interface NavigationState {
  readonly view: ViewName
  readonly section: SectionName
  readonly open: (view: ViewName) => void
  /** Opens Diagnostics there. */
  readonly openSection: (section: SectionName) => void
}

/** Which view is shown. There is one window and nothing to link to, so this is all the routing there is. */
export const navigation = createStore<NavigationState>()((set) => ({
  view: 'chat',
  section: 'parts',
  open: (view) => set({ view }),
  openSection: (section) => set({ view: 'diagnostics', section }),
}))
