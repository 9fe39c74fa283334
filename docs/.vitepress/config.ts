import { existsSync, readFileSync } from 'node:fs'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { outsideLinks } from './outside-links.js'
import { base, root } from './paths.js'
import { taplinePlugin } from './tapline-plugin.js'

const guide: DefaultTheme.SidebarItem[] = [
  {
    text: 'Guide',
    items: [
      { text: 'First minutes', link: '/guide/first-minutes' },
      { text: 'Streams and chunks', link: '/guide/streams-and-chunks' },
      { text: 'Patterns', link: '/guide/patterns' },
      { text: 'Images', link: '/guide/images' },
      { text: 'Layers', link: '/guide/layers' },
      { text: 'Audio', link: '/guide/audio' },
      { text: 'Command line', link: '/guide/command-line' },
      { text: 'Beyond one machine', link: '/guide/beyond-one-machine' },
      { text: 'Numerics and promises', link: '/guide/numerics-and-promises' },
      { text: 'Performance', link: '/guide/performance' },
    ],
  },
  {
    text: 'In depth',
    items: [
      { text: 'Filters and sample rates', link: '/guide/filters-and-rates' },
      { text: 'Spectra', link: '/guide/spectra' },
      { text: 'Kernels that learn', link: '/guide/learning' },
      { text: 'Files and streams', link: '/guide/files' },
      { text: 'Hosts and bundlers', link: '/guide/hosts' },
    ],
  },
  {
    text: 'Recipes',
    items: [
      { text: 'Ten common questions', link: '/recipes/' },
      { text: 'Starters', link: '/recipes/starters' },
      { text: 'React and Vue', link: '/recipes/react-and-vue' },
      { text: 'Comparison and migration', link: '/comparison' },
    ],
  },
]

export default defineConfig({
  title: 'Tapline',
  description: 'Streaming convolution for TypeScript: the same bits however a stream is cut into chunks.',
  base,
  lang: 'en',
  cleanUrls: true,
  srcExclude: ['node_modules/**', 'README.md'],
  outDir: '.vitepress/dist',
  head: [['link', { rel: 'icon', href: `${base}icon.svg`, type: 'image/svg+xml' }]],
  markdown: {
    anchor: { slugify },
    config: outsideLinks,
    languageAlias: { mjs: 'js' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Guide', link: '/guide/first-minutes', activeMatch: '^/guide/' },
      { text: 'Recipes', link: '/recipes/', activeMatch: '^/(recipes|comparison)' },
      { text: 'Playground', link: '/playground/', activeMatch: '^/playground/' },
      { text: 'Gallery', link: '/gallery/', activeMatch: '^/gallery/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Benchmarks', link: '/benchmarks/' },
      { text: version(), link: '/changelog' },
    ],
    sidebar: {
      '/guide/': guide,
      '/recipes/': guide,
      '/comparison': guide,
      '/api/': apiSidebar(),
    },
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'MIT licence' },
  },
  // A page loads the package when you use it, not before. (VitePress would also write a wrong address.)
  transformHtml: (html) => html.replace(/<link rel="modulepreload" href="[^"]*\/package\/[^"]*">/g, ''),
  vite: {
    plugins: [taplinePlugin()],
    worker: { format: 'es', plugins: () => [taplinePlugin()] },
    server: { fs: { allow: [root] } },
    build: { chunkSizeWarningLimit: 3000 },
  },
})

/** The anchors that GitHub gives headings, so that links work in the repository and on the site. */
function slugify(heading: string): string {
  const kept = heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
  return kept.replace(/\s/g, '-')
}

function version(): string {
  return (JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }).version
}

/** What `npm run docs` has written beside the pages of the reference; nothing where it has not run. */
function apiSidebar(): DefaultTheme.SidebarItem[] {
  const file = `${root}docs/api/sidebar.json`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DefaultTheme.SidebarItem[]) : []
}
