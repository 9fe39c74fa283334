import type { DescribedCommand } from './described-command.js'

/** For bash 3.2 (macOS) and later. If it leaves COMPREPLY empty, `-o default` completes file names. */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `# bash completion of tapline
_tapline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local options='' words=''
  COMPREPLY=()
  # --kind=wave comes as three words.
  if [ "$current" = '=' ]; then
    current=''
  elif [ "$previous" = '=' ]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} help --help --version' -- "$current"))
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join('')}  esac
  case "$command" in
${commands.map(commandCase).join('')}    help) words='${names}' ;;
  esac
  case "$current" in
    -*) words="$options" ;;
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o default -F _tapline tapline
`
}

function commandCase({ name, options, words }: DescribedCommand): string {
  const flags = options.flatMap((option) => option.flags).join(' ')
  return `    ${name}) options='${flags}' words='${words.join(' ')}' ;;\n`
}

/** Completes the value of an option. Numbers are not completed, neither from words nor from files. */
function valueCases({ name, options }: DescribedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return []
    const pattern = flags.map((flag) => `'${name} ${flag}'`).join(' | ')
    return [`    ${pattern}) ${actionFor(value)} return ;;\n`]
  })
}

function actionFor({ words, isPath }: { words: readonly string[]; isPath: boolean }): string {
  if (words.length > 0) return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"));`
  return isPath ? '' : 'compopt +o default 2> /dev/null;'
}
