import { Splitter } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './split-pane.module.css'

interface SplitPaneProps {
  readonly main: ReactNode
  /** Null: the main part has all the room. */
  readonly side: ReactNode | null
  readonly sideWidth: number
  readonly onSideWidth: (width: number) => void
  readonly minMain?: number
  readonly minSide?: number
}

/** Two parts side by side with an edge that is dragged, or moved by the arrow keys. Widths in pixels. */
export function SplitPane(props: SplitPaneProps) {
  const { main, side, sideWidth, onSideWidth, minMain = 380, minSide = 320 } = props
  return (
    <Splitter
      className={classes.split}
      lineSize={1}
      step="16px"
      shiftStep="64px"
      sizes={side === null ? ['100%'] : ['100%', `${sideWidth}px`]}
      onSizeChange={([, width]) => {
        if (width !== undefined) onSideWidth(Number.parseFloat(String(width)))
      }}
    >
      <Splitter.Pane defaultSize="100%" min={`${minMain}px`} className={classes.pane}>
        {main}
      </Splitter.Pane>
      {side !== null && (
        <Splitter.Pane defaultSize={`${sideWidth}px`} min={`${minSide}px`} className={classes.pane}>
          {side}
        </Splitter.Pane>
      )}
    </Splitter>
  )
}
