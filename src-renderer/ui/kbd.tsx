import classes from './kbd.module.css'

const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')
const macKeys: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥' }
const otherKeys: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' }

/** A shortcut as Mantine's hooks write it (`mod+K`), shown as this machine names the keys. */
export function Kbd({ keys }: { readonly keys: string }) {
  const names = isMac ? macKeys : otherKeys
  return (
    <span className={classes.keys}>
      {keys.split('+').map((key) => (
        <kbd key={key} className={classes.key}>
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  )
}
