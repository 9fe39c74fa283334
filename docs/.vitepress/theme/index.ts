import type { Theme } from 'vitepress'
// Without its fonts, of which a page would load 100 kB: the system's are used.
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

export default { extends: DefaultTheme } satisfies Theme
