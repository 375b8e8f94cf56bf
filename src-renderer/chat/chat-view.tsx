import { Drawer } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { SplitPane } from '../ui/split-pane.tsx'
import { useChatStores, useSource } from './chat-context.tsx'
import { ChatPane } from './chat-pane.tsx'
import classes from './chat-view.module.css'
import { ConversationSidebar } from './conversation-sidebar.tsx'
import { SourcePanel } from './source-panel.tsx'

/** Below this there is no room for a source beside the chat: it lies over it. */
const SIDE_BY_SIDE = '(min-width: 1100px)'

export function ChatView() {
  const { source } = useChatStores()
  const hasSource = useSource((state) => state.citations.length > 0)
  const width = useSource((state) => state.width)
  const hasRoom = useMediaQuery(SIDE_BY_SIDE, true, { getInitialValueInEffect: false })
  const [hasSidebar, setSidebar] = useLocalStorage({
    key: 'alcove-sidebar',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  const pane = <ChatPane hasSidebar={hasSidebar} onToggleSidebar={() => setSidebar(!hasSidebar)} />
  return (
    <div className={classes.view}>
      {hasSidebar && <ConversationSidebar />}
      <div className={classes.rest}>
        <SplitPane
          main={pane}
          side={hasSource && hasRoom ? <SourcePanel /> : null}
          sideWidth={width}
          onSideWidth={source.getState().setWidth}
        />
        <Drawer
          opened={hasSource && !hasRoom}
          onClose={() => source.getState().close()}
          position="right"
          size={500}
          padding={0}
          withCloseButton={false}
          attributes={{ content: { 'aria-label': 'Source' } }}
          classNames={{ body: classes.drawer ?? '' }}
        >
          <SourcePanel />
        </Drawer>
      </div>
    </div>
  )
}
