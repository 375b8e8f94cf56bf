import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const amber: MantineColorsTuple = [
  '#fff7e8',
  '#fdeccb',
  '#fad899',
  '#f5c26d',
  '#e8a33a',
  '#d98f22',
  '#b9730f',
  '#9a5f0c',
  '#85500a',
  '#5e3a0f',
]

const ink: MantineColorsTuple = [
  '#f1f5f4',
  '#e2e9e8',
  '#c5d2d1',
  '#a2b5b5',
  '#7c9495',
  '#5a7477',
  '#456064',
  '#2f4a4f',
  '#1d363c',
  '#10262c',
]

/** Mantine draws its dark theme from this scale: text, dimmed, borders, inputs, body. */
const dark: MantineColorsTuple = [
  '#e8ebe5',
  '#c6d2d0',
  '#92a5a6',
  '#6a8487',
  '#2c444b',
  '#21373e',
  '#182e35',
  '#0d1c21',
  '#0a161a',
  '#071114',
]

/** Of what cannot be undone: shade 4 is its button by day, 3 by night. */
const danger: MantineColorsTuple = [
  '#fbe7e2',
  '#f6cfc7',
  '#ffc0b5',
  '#b5443b',
  '#a3312a',
  '#96291f',
  '#8a241d',
  '#741d17',
  '#5a1712',
  '#371f1f',
]

/** The element, within the main landmark, that menus and dialogs are put into. */
export const OVERLAYS_ID = 'overlays'

export const theme = createTheme({
  primaryColor: 'amber',
  primaryShade: { light: 4, dark: 3 },
  colors: { amber, ink, danger, dark },
  black: '#16292e',
  white: '#fffdf8',
  autoContrast: true,
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  headings: { fontFamily: 'var(--font-display)', fontWeight: '600', textWrap: 'balance' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '24px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12.5px', sm: '14px', md: '15px', lg: '17px', xl: '21px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { styles: { label: { fontWeight: 500 } } },
    Progress: { styles: { root: { background: 'var(--surface-active)' } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 'xs' } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', closeButtonProps: { 'aria-label': 'Close' } },
      styles: {
        title: { font: '600 18px / 1.3 var(--font-display)' },
        content: { background: 'var(--surface)' },
        header: { background: 'var(--surface)' },
      },
    },
    // Without its placeholder the first item has the focus, and a menu holds nothing but items.
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    // Within the main landmark, where a screen reader looks for content.
    Portal: { defaultProps: { target: `#${OVERLAYS_ID}` } },
  },
})

/** Where Mantine's derived colours would miss AA on our grounds, ours take their place. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-faint)',
    '--mantine-color-placeholder': 'var(--text-faint)',
    '--mantine-color-anchor': 'var(--lamp-text)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--surface-raised)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-amber-text': 'var(--lamp-text)',
    '--mantine-color-amber-light': 'var(--lamp-wash)',
    '--mantine-color-amber-light-hover': 'var(--lamp-wash)',
    '--mantine-color-amber-light-color': 'var(--lamp-text)',
    '--mantine-color-amber-outline': 'var(--lamp-text)',
    '--mantine-primary-color-light': 'var(--lamp-wash)',
    '--mantine-primary-color-light-hover': 'var(--lamp-wash)',
    '--mantine-primary-color-light-color': 'var(--lamp-text)',
    '--mantine-color-disabled': 'var(--surface-active)',
    '--mantine-color-disabled-color': 'var(--text-faint)',
    '--mantine-color-disabled-border': 'transparent',
    '--mantine-color-gray-text': 'var(--text-soft)',
    '--mantine-color-gray-light-color': 'var(--text-soft)',
    '--mantine-color-gray-light-hover': 'var(--surface-active)',
    '--mantine-color-danger-light': 'var(--bad-wash)',
    '--mantine-color-danger-light-hover': 'var(--bad-wash)',
    '--mantine-color-danger-light-color': 'var(--bad)',
    // What a menu takes for an item in this colour.
    '--mantine-color-danger-6': 'var(--bad)',
    '--mantine-color-danger-text': 'var(--bad)',
    '--mantine-color-red-text': 'var(--bad)',
    '--mantine-color-red-light-color': 'var(--bad)',
    '--mantine-color-red-light': 'var(--bad-wash)',
  }
  return { variables: {}, light: shared, dark: shared }
}
