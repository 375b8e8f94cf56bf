import { parentPort } from '../../../src-main/base/parent-port.ts'

/** What the child of child-process.test.ts does when it is told. */
export type Order =
  | { readonly echo: unknown }
  | { readonly exit: number }
  | { readonly print: string; readonly to: 'stdout' | 'stderr' }
  | { readonly ignore: 'SIGTERM' }

const port = parentPort()
port.onMessage((message) => {
  const order = message as Order
  if ('exit' in order) process.exit(order.exit)
  if ('print' in order) process[order.to].write(order.print)
  if ('ignore' in order) process.on(order.ignore, () => port.send(`ignored ${order.ignore}`))
  port.send('echo' in order ? order.echo : 'done')
})
port.send('ready')
