import type { ComponentProps } from 'react'

interface ScrollRegionProps extends ComponentProps<'section'> {
  /** Said to whoever arrives here by key. */
  readonly label: string
}

/** A part that scrolls by itself and has nothing in it that takes the focus: it takes it, so that keys scroll it. */
export function ScrollRegion({ label, ...rest }: ScrollRegionProps) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  return <section tabIndex={0} aria-label={label} {...rest} />
}
