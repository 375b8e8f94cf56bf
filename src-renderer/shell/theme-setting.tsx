import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { useApp } from '../ui/app-context.tsx'

/** Carries the setting to Mantine, which remembers it so that the next start shows it at once. */
export function ThemeSetting() {
  const chosen = useApp((state) => state.settings?.values.theme)
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    if (chosen !== undefined) setColorScheme(chosen === 'system' ? 'auto' : chosen)
  }, [chosen, setColorScheme])
  return null
}
