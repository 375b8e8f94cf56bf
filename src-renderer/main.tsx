import './styles/index.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createBridge } from './bridge.ts'
import { createChatStores } from './chat/index.ts'
import { createAppStore } from './ui/app-store.ts'

const root = document.getElementById('root')
if (root === null || window.alcove === undefined) throw new Error('This page opens only inside Alcove')

const bridge = createBridge(window.alcove)
const app = createAppStore(bridge)
const chat = createChatStores(bridge)

createRoot(root).render(
  <StrictMode>
    <App bridge={bridge} app={app} chat={chat} />
  </StrictMode>,
)
