import type { DescribedCommand, DescribedOption, DescribedValue } from './described-command.js'

/** A function to load from $fpath, which zsh calls at once the first time, or to source. */
export function zshCompletion(commands: readonly DescribedCommand[]): string {
  const list = commands.map(({ name, summary }) => `    '${name}:${plain(summary)}'\n`).join('')
  return `#compdef tapline
# zsh completion of tapline
_tapline() {
  local -a commands=(
${list}    'help:print the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${commands.map(commandCase).join('')}    help) _describe command commands ;;
  esac
}
if [[ "$funcstack[1]" == _tapline ]]; then
  _tapline "$@"
else
  compdef _tapline tapline
fi
`
}

function commandCase({ name, options, words }: DescribedCommand): string {
  const argument = words.length > 0 ? `'1:word:(${words.join(' ')})'` : "'*:file:_files'"
  return `    ${name}) _arguments ${[...options.flatMap(specifications), argument].join(' ')} ;;\n`
}

/** One for each flag, which excludes the other; a column may be named several times. */
function specifications({ flags, summary, value }: DescribedOption): string[] {
  const after = value === undefined ? '' : `:${plain(value.name)}:${actionFor(value)}`
  const exclusion = value?.name === 'name' ? '*' : `(${flags.join(' ')})`
  return flags.map((flag) => `'${exclusion}${flag}[${plain(summary)}]${after}'`)
}

function actionFor({ words, isPath }: DescribedValue): string {
  const list = words.join(' ')
  if (isPath && words.length > 0) return `_alternative "names\\:name\\:(${list})" "files\\:file\\:_files"`
  if (words.length > 0) return `(${list})`
  return isPath ? '_files' : ' '
}

/** Without quotes and the separators of _arguments. */
function plain(text: string): string {
  return text.replaceAll(/['[\]:]/g, '')
}
