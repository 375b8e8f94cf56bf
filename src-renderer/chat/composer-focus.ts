export const COMPOSER_ID = 'composer'

/** After the view has been shown: a hidden field takes no focus. */
export function focusComposer(): void {
  requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus())
}
