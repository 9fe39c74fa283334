import type { Theme } from 'vitepress'
// Without its fonts, which would add 100 kB to a page: the system's are used.
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

export default { extends: DefaultTheme } satisfies Theme
