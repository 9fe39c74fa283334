import type { Command } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script that teaches a shell the commands and their options; all other words are completed as files. */
export function completionScript(commands: readonly Command[], shell: Shell): string {
  return { bash, zsh, fish }[shell](commands.map(described))
}

interface Described {
  readonly name: string
  readonly summary: string
  readonly options: readonly {
    readonly flag: string
    readonly summary: string
    readonly choices: readonly string[]
  }[]
}

function described(command: Command): Described {
  const options = command.options.map(({ long, short, description, argChoices = [] }) => ({
    flag: long ?? short ?? '',
    summary: description,
    choices: argChoices,
  }))
  return { name: command.name(), summary: command.summary(), options }
}

/** All words that may follow a command: options, and the choices of those that have some. */
function wordsOf({ options }: Described): string {
  return [...options.flatMap(({ flag, choices }) => [flag, ...choices]), '--help'].join(' ')
}

function bash(commands: readonly Described[]): string {
  const cases = commands.map((command) => `    ${command.name}) words='${wordsOf(command)}' ;;\n`).join('')
  return `# bash completion of tapline
_tapline() {
  local words current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases}    *) words='' ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')} --help --version'
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _tapline tapline
`
}

function zsh(commands: readonly Described[]): string {
  const list = commands.map(({ name, summary }) => `    '${name}:${plain(summary)}'\n`).join('')
  const cases = commands
    .map((command) => {
      const specifications = command.options.map(({ flag, summary }) => `'${flag}[${plain(summary)}]'`)
      return `    ${command.name}) _arguments ${[...specifications, "'*:file:_files'"].join(' ')} ;;\n`
    })
    .join('')
  return `#compdef tapline
# zsh completion of tapline
_tapline() {
  local -a commands=(
${list}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases}  esac
}
compdef _tapline tapline
`
}

function fish(commands: readonly Described[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c tapline -n __fish_use_subcommand -a ${name} -d '${plain(summary)}'`,
    ...options.map(({ flag, summary: text, choices }) => {
      const values = choices.length === 0 ? '' : ` -x -a '${choices.join(' ')}'`
      return `complete -c tapline -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^-+/, '')}${values} -d '${plain(text)}'`
    }),
  ])
  return `# fish completion of tapline\n${lines.join('\n')}\n`
}

/** Without what a shell's quotes or zsh's brackets would take for their own. */
function plain(text: string): string {
  return text.replaceAll(/['[\]:]/g, '')
}
