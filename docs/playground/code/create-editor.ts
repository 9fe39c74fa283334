import { javascript } from '@codemirror/lang-javascript'
import { syntaxHighlighting } from '@codemirror/language'
import { classHighlighter } from '@lezer/highlight'
import { basicSetup, EditorView } from 'codemirror'

/** An editor of JavaScript, in the colors of the page. The Tab key leaves it. */
export function createEditor(parent: HTMLElement, doc: string): EditorView {
  const colors = EditorView.theme({
    '&': { fontSize: '13px', color: 'var(--vp-c-text-1)', backgroundColor: 'var(--vp-c-bg)' },
    '.cm-content': { fontFamily: 'var(--vp-font-family-mono)', caretColor: 'var(--vp-c-text-1)' },
    '.cm-scroller': { maxHeight: '460px', overflow: 'auto' },
    '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
    '.cm-gutters': {
      color: 'var(--vp-c-text-2)',
      backgroundColor: 'var(--vp-c-bg-soft)',
      border: '0',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-brand-soft)' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'rgba(20, 184, 166, 0.3) !important',
    },
    '.tok-keyword': { color: 'var(--code-keyword)' },
    '.tok-string, .tok-string2': { color: 'var(--code-string)' },
    '.tok-number, .tok-bool': { color: 'var(--code-number)' },
    '.tok-comment': { color: 'var(--vp-c-text-2)', fontStyle: 'italic' },
  })
  return new EditorView({
    parent,
    doc,
    extensions: [
      syntaxHighlighting(classHighlighter),
      basicSetup,
      javascript(),
      colors,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Code' }),
    ],
  })
}
