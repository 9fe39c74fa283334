import { existsSync, readFileSync } from 'node:fs'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { outsideLinks } from './outside-links.js'
import { base, root } from './paths.js'
import { taplinePlugin } from './tapline-plugin.js'

const guide: DefaultTheme.SidebarItem[] = [
  section('Guide', '/guide/', {
    'first-minutes': 'First minutes',
    'streams-and-chunks': 'Streams and chunks',
    patterns: 'Patterns',
    images: 'Images',
    layers: 'Layers',
    audio: 'Audio',
    'command-line': 'Command line',
    'beyond-one-machine': 'Beyond one machine',
    'numerics-and-promises': 'Numerics and promises',
    performance: 'Performance',
  }),
  section('In depth', '/guide/', {
    'filters-and-rates': 'Filters and sample rates',
    spectra: 'Spectra',
    learning: 'Kernels that learn',
    files: 'Files and streams',
    hosts: 'Hosts and bundlers',
  }),
  section('Recipes', '/', {
    'recipes/': 'Ten common questions',
    'recipes/starters': 'Starters',
    'recipes/react-and-vue': 'React and Vue',
    comparison: 'Comparison and migration',
  }),
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
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // Who asks in words wants the guide; names of items are found in any case, as titles count most.
          searchOptions: {
            boostDocument: (id: string) =>
              /\/(?:guide|recipes)\//.test(id) ? 1.8 : id.includes('/changelog') ? 0.4 : 1,
          },
        },
      },
    },
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

function section(
  text: string,
  folder: string,
  pages: Readonly<Record<string, string>>,
): DefaultTheme.SidebarItem {
  return { text, items: Object.entries(pages).map(([page, title]) => ({ text: title, link: folder + page })) }
}

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
